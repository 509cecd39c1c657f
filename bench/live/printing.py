"""The cost of a summary of ten groups in Japanese for the document worker: per page, and as the first of a process."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from bench.live import machine
from bench.live.figures import exponent, say
from bench.live.installation import Failed, Installation, environment


def print_summaries(installation: Installation, rounds: int) -> dict[str, float]:
    """Cold is the median of so many new processes, warm the median of the documents of one process."""
    _run(installation, "manage.py", "translations")
    colds = [_asked(installation, "cold") for _ in range(rounds)]
    warm = _asked(installation, "warm")
    growing = {int(pages): seconds for pages, seconds in warm["by_pages"].items()}
    say("    cold        ", " · ".join(f"{one['cpu']:.2f} s of CPU, {one['elapsed']:.2f} s in all" for one in colds))
    say("    warm        ", f"{median(warm['cpu']):.2f} s for {warm['pages']} pages")
    say("    longer      ", " · ".join(f"{pages} pages {seconds:.2f} s" for pages, seconds in growing.items()))
    return {
        "pdf_page_s": median(warm["cpu"]) / warm["pages"],
        "pdf_cold_s": median(one["cpu"] for one in colds),
        "pdf_growth_mib": warm["growth"],
        "pdf_exponent": exponent(growing),
    }


def _asked(installation: Installation, what: str) -> dict:
    return json.loads(_run(installation, "-m", "bench.live.printer", what).splitlines()[-1])


def _run(installation: Installation, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=environment(installation.folder / "printing", ""),
        cwd=machine.ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failed(done.stderr[-1000:])
    return done.stdout
