"""A wall clock that is wrong for some processes, and may be set while they run. Their monotonic clocks stay right."""

from __future__ import annotations

from pathlib import Path

import pytest

# Python sleeps until a moment of the monotonic clock, from which the library takes its offset by mistake.
SLEEP = "import select, time\ntime.sleep = lambda seconds: [*select.select([], [], [], seconds)].clear()\n"
LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")


class ShiftedClock:
    """`variables` go into the environment of a process that is to have this clock."""

    def __init__(self, folder: Path) -> None:
        found = next((path for pattern in LIBRARIES for path in Path("/").glob(pattern.lstrip("/"))), None)
        if found is None:
            pytest.skip("no libfaketime here")
        self._file = folder / "clock"
        (folder / "sitecustomize.py").write_text(SLEEP)
        self.is_off_by("+0")
        self.variables = {
            "LD_PRELOAD": str(found),
            "PYTHONPATH": str(folder),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",  # seconds after which a process learns that its clock was set
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def is_off_by(self, offset: str) -> None:
        """From now on it shows the right time plus this, "-2h" for example."""
        beside = self._file.with_suffix(".new")
        beside.write_text(offset + "\n")
        beside.replace(self._file)
