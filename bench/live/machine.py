"""The machine: cores for servers and clients, compiling the C programs, control groups, and a description for the output."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CORES = sorted(os.sched_getaffinity(0))
SERVING = {CORES[0]}
ASKING = set(CORES[1:]) or SERVING
PACKAGES = ("django", "channels", "channels_redis", "uvicorn", "uvloop", "websockets")


def compiled(name: str, folder: Path) -> Path:
    """The program compiled from `name`.c."""
    program = folder / name
    if not program.exists():
        subprocess.run(["cc", "-O2", "-o", str(program), str(HERE / f"{name}.c")], check=True)
    return program


def control_groups() -> Path | None:
    """The folder in which CPU control groups can be created, with version 1 or 2; usually only root can."""
    older, newer = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
    controlled = newer / "cgroup.subtree_control"
    found = [older] if (older / "cpu.shares").exists() else []
    found += [newer] if controlled.exists() and "cpu" in controlled.read_text().split() else []
    return next((where for where in found if os.access(where, os.W_OK)), None)


@contextmanager
def control_group(name: str) -> Iterator[Callable[[int], None]]:
    """Create a control group, as systemd and Docker do for each service, and yield a function that moves a process into it.

    If that is not possible, processes stay in the kernel's automatic groups, one for each connection of PostgreSQL.
    """
    where = control_groups()
    folder = where / f"hashira-bench-{os.getpid()}-{name}" if where else None
    if folder:
        folder.mkdir()

    def enter(process: int) -> None:
        if folder:
            (folder / "cgroup.procs").write_text(str(process))

    try:
        yield enter
    finally:
        if folder:
            folder.rmdir()


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
    """The load of the machine before the run; figures from a busy machine mean little."""
    return os.getloadavg()[0]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
