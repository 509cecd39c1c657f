"""The installation that histories are played on, and what is read from it afterwards."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import sample

import psycopg

from tests.deployed.conftest import PROCESSES, WEB, Deployed
from tests.history.record import MARK, Row
from tests.history.servers import Server
from tests.house.sources import ROOT

BROKEN_WEB = [sys.executable, "-m", "tests.history.bootstrap"]


class Installation(Deployed):
    """An installation whose units can be killed, frozen, and started again at the same address."""

    def __init__(self, var: Path, variables: dict[str, str]) -> None:
        super().__init__(var, variables)
        self.units: dict[str, Server] = {}
        self.ports: dict[str, int] = {}

    def day(self, people: int) -> dict:
        """Make a new day with so many people. Returns what tests/history/day.py prints."""
        words = [sys.executable, "-m", "tests.history.day", str(people)]
        told = subprocess.run(words, cwd=ROOT, env=self.variables, capture_output=True, text=True, timeout=300)
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)

    def web(self, name: str, *switches: str) -> Server:
        """Start a web process. Switches break something in it on purpose (tests/history/bootstrap.py)."""
        port = self.ports.setdefault(name, lasting_port())
        variables = {"PORT": str(port), "PROCESSES": "1", "HISTORY_SWITCHES": "\n".join(switches)}
        return self.unit(name, BROKEN_WEB if switches else WEB, **variables)

    def workers(self) -> None:
        self.unit("worker", PROCESSES["quick"])
        self.unit("beat", PROCESSES["beat"])

    def unit(self, name: str, command: list[str], **variables: str) -> Server:
        def begin() -> subprocess.Popen:
            self.starts(name, command, **variables)
            return self.processes[name]

        self.units[name] = Server(name, begin)
        return self.units[name]

    def answers(self, name: str, *, within: float = 60.0) -> None:
        """Wait until this web process listens, which is once it is loaded completely."""
        until = time.monotonic() + within
        while time.monotonic() < until and self.units[name].process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.ports[name]), timeout=5):
                return
            time.sleep(0.05)
        raise AssertionError(f"{name} does not answer: {self.said_by(name)[-2000:]}")

    def end_units(self) -> None:
        for name in list(self.units):
            self.units.pop(name).kill()
            self.processes.pop(name, None)

    def written(self, session: str) -> list[Row]:
        """Return every post of a session in the database, by the mark in its text, in one snapshot."""
        here = f"g.id = w.group_id AND r.id = g.round_id AND r.session_id = '{session}'"
        of = f"FROM {{}} w, workshop_group g, workshop_round r WHERE {here}"
        with psycopg.connect(self.variables["DATABASE_URL"]) as database:
            database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

            def rows(query: str) -> list[tuple]:
                return database.execute(query).fetchall()

            talk = rows(f"SELECT w.text, w.group_id::text, w.told_at {of.format('reviews_entry')}")
            found = rows(
                "SELECT w.title, w.group_id::text, w.told_at, w.as_is "
                f"{of.format('reviews_finding')} AND w.deleted_at IS NULL"
            )
            edits = rows(f"SELECT w.title, w.group_id::text, w.revision, w.as_is {of.format('reviews_edit')}")
            comments = rows(
                "SELECT text, batch, id, state IN ('shown', 'on_air', 'answered') "
                f"FROM reviews_comment WHERE session_id = '{session}'"
            )
            waiting = rows(f"SELECT text FROM reviews_waiting WHERE session_id = '{session}'")
        return [
            *(Row(_mark(text), "talk", table, (at,)) for text, table, at in talk),
            *(Row(_mark(title), "finding", table, (at,), reads=_mark(as_is)) for title, table, at, as_is in found),
            *(Row(_mark(as_is), "edit", table, (_mark(title), number)) for title, table, number, as_is in edits),
            *(Row(_mark(text), "comment", "", (str(batch), str(key)), shown=on) for text, batch, key, on in comments),
            *(Row(_mark(text), "comment", "", (), shown=False) for (text,) in waiting),
        ]

    def versions(self, session: str) -> dict[str, int]:
        return dict(self.rows(f"SELECT id::text, version FROM workshop_room WHERE session_id = '{session}'"))


def lasting_port() -> int:
    """Return a free port below those that the system gives to connections, so that it stays free while its process is down."""
    for port in sample(range(20_000, 32_000), 1_000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port")


def _mark(text: str) -> str:
    found = MARK.search(text)
    return found[0] if found else ""
