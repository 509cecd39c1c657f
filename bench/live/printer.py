"""A process that prints documents like the document worker's child, and writes the measurements to stdout as JSON.

`python -m bench.live.printer cold|warm`: the first document, from the beginning of its task; or many, then longer ones.
Seconds are CPU time of the process.
"""

import json
import sys
import time
from io import BytesIO
from pathlib import Path
from statistics import median

import django

django.setup()

from pypdf import PdfReader  # noqa: E402

from bench.live.sample_summary import summary  # noqa: E402

DOCUMENTS, SETTLED = 50, 10  # after the first ten documents, memory has reached its normal level
LONGER = (20, 50, 115)  # findings of each group; the last number gives about a hundred pages


def cold() -> dict:
    written = summary()
    began, began_by_wall_clock = time.process_time(), time.perf_counter()
    from reviews.summaries import render, services, shares  # noqa: F401  what the task imports when it is told

    render.limit_memory()
    render.render(shares.fitted(written, 1))
    return {"cpu": time.process_time() - began, "elapsed": time.perf_counter() - began_by_wall_clock}


def warm() -> dict:
    from reviews.summaries import render

    written = summary()
    render.limit_memory()
    taken, resident = [], []
    for _ in range(DOCUMENTS):
        began = time.process_time()
        document = render.render(written)
        taken.append(time.process_time() - began)
        resident.append(_resident())
    pages = _pages(document)
    return {
        "pages": pages,
        "cpu": taken[1:],
        "growth": median(resident[-SETTLED:]) - median(resident[SETTLED : 2 * SETTLED]),
        "by_pages": {pages: median(taken[1:])} | dict(map(_longer, LONGER)),
    }


def _longer(findings: int) -> tuple[int, float]:
    from reviews.summaries import render

    written = summary(findings=findings)
    began = time.process_time()
    document = render.render(written)
    return _pages(document), time.process_time() - began


def _pages(document: bytes) -> int:
    return len(PdfReader(BytesIO(document)).pages)


def _resident() -> float:
    """The resident memory in MiB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps({"cold": cold, "warm": warm}[sys.argv[1]]()))
