"""The machine: which cores serve and which ask, what the C programs are compiled to, and what is said of it all."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CORES = sorted(os.sched_getaffinity(0))
SERVING = {CORES[0]}
ASKING = set(CORES[1:]) or SERVING
FILES = 16_384
PACKAGES = ("django", "channels", "channels_redis", "uvicorn", "uvloop", "websockets")


def allow_many_files() -> None:
    """Four thousand sockets on either side."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def compiled(name: str, folder: Path) -> Path:
    """The program made of `name`.c."""
    program = folder / name
    if not program.exists():
        subprocess.run(["cc", "-O2", "-o", str(program), str(HERE / f"{name}.c")], check=True)
    return program


def description() -> dict:
    return {
        "processor": _processor(),
        "cores": len(CORES),
        "serving_cores": sorted(SERVING),
        "asking_cores": sorted(ASKING),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": round(load_before(), 2),
        "packages": {name: version(name) for name in PACKAGES},
    }


@cache
def load_before() -> float:
    """How busy the machine was with other things; figures of a busy machine are worth little."""
    return os.getloadavg()[0]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
