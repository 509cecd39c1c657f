"""Seconds that a machine had for itself."""

from __future__ import annotations

import os
import time
from pathlib import Path


class Stopwatch:
    """Runs from its making. What the machine's host gave to others meanwhile (`steal` in /proc/stat) does not count, so that
    a bound says something of the product also where half of each second goes elsewhere. Without /proc it counts all.
    """

    def __init__(self) -> None:
        self._began, self._stolen = time.monotonic(), stolen()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began - (stolen() - self._stolen)


def stolen() -> float:
    """Seconds since the machine began, in the mean of its processors."""
    try:
        together = Path("/proc/stat").read_text().partition("\n")[0].split()
    except OSError:
        return 0.0
    return int(together[8]) / os.sysconf("SC_CLK_TCK") / (os.cpu_count() or 1)
