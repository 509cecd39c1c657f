"""Shared by all servers of a run: a folder, the compiled programs, and a prepared session in a database."""

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
    """A server does not start, or its client does not answer. Then the row is not measured."""


class Installation:
    """An installation with SQLite; postgres.py has the one with PostgreSQL. `day` is one of those in prepare.py."""

    def __init__(self, day: str = "talking") -> None:
        self.which_day = day
        self.folder = Path(tempfile.mkdtemp(prefix="hashira-bench-", dir="/tmp"))
        self.valkey = redis_server.program()
        self._day: dict = {}

    def day(self) -> dict:
        """Ids and cookies of the prepared session, which are the same in each server's copy of the database."""
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
        """Environment variables for the database in which the session is prepared."""
        return {}

    def enter_group(self, process: int) -> None:
        """Called with the id of each server's process. With SQLite it needs no control group."""

    def copy_day(self, var: Path, *, stock: bool) -> dict[str, str]:
        """Copy the session's database for one server. Returns the environment variables for the copy."""
        self.day()
        shutil.copytree(self.folder / "var", var)
        if stock:  # SQLite's default journal mode, which is stored in the file
            with closing(sqlite3.connect(var / "hashira.sqlite3")) as database:
                database.execute("PRAGMA journal_mode=DELETE")
        return {}

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def environment(var: Path, redis_url: str) -> dict[str, str]:
    """The environment of a server, without a database or Redis from the caller's shell."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX") if name in os.environ}
    return kept | {
        "HASHIRA_VAR": str(var),
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "bench.live.settings",
        "PYTHONPATH": str(machine.ROOT),
    }
