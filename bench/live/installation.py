"""What all servers of a run share: a folder, the compiled programs, and a prepared day in a database."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from bench.live import machine
from workshop.embedded import redis_server


class Failed(Exception):
    """A server does not start, or its client does not answer. The row is then not measured."""


class Installation:
    """With SQLite; see postgres.py for the other. `day` is one of prepare.py's."""

    def __init__(self, day: str = "talking") -> None:
        self.which_day = day
        self.folder = Path(tempfile.mkdtemp(prefix="hashira-bench-", dir="/tmp"))
        self.valkey = redis_server.program()
        self._day: dict = {}

    def day(self) -> dict:
        """Ids and cookies of the prepared day; the same in each server's copy of the database."""
        if not self._day:
            prepared = subprocess.run(
                [sys.executable, "-m", "bench.live.prepare", self.which_day],
                env=environment(self.folder / "var", "") | self.to_prepare(),
                cwd=machine.ROOT,
                capture_output=True,
                text=True,
            )
            if prepared.returncode:
                raise Failed(prepared.stderr[-1000:])
            self._day = json.loads(prepared.stdout.splitlines()[-1])
        return self._day

    def to_prepare(self) -> dict[str, str]:
        """Variables that name the database in which the day is prepared."""
        return {}

    def enter_group(self, process: int) -> None:
        """Called for each server's process: it stays where it is."""

    def copy_day(self, var: Path, *, stock: bool) -> dict[str, str]:
        """Copy the day for one server. Returns the environment variables that name the copy."""
        self.day()
        shutil.copytree(self.folder / "var", var)
        if stock:  # the journal that SQLite has unless it is told otherwise; it stays with the file
            with closing(sqlite3.connect(var / "hashira.sqlite3")) as database:
                database.execute("PRAGMA journal_mode=DELETE")
        return {}

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def environment(var: Path, redis_url: str) -> dict[str, str]:
    """Ours alone: a database or a store that the caller's shell names is none of this."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX") if name in os.environ}
    return kept | {
        "HASHIRA_VAR": str(var),
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "bench.live.settings",
        "PYTHONPATH": str(machine.ROOT),
    }
