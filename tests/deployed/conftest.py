"""The deployed mode as its units start it: web processes, workers and beat of their own, on PostgreSQL and Redis.

`bin/test postgresql` names both servers in the environment.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import pytest

from tests.house.sources import ROOT
from tests.startup.conftest import environment, free_port

DATABASE = f"hashira_deployed_{os.environ.get('PYTEST_XDIST_WORKER', '')}"  # of this worker
WEB = [sys.executable, "-m", "workshop.web.server"]
CELERY = [sys.executable, "-m", "celery", "-q", "-A", "workshop.celery:app"]
WORKER = [*CELERY, "worker", "-l", "WARNING", "--concurrency", "1"]
PROCESSES = {
    "quick": [*WORKER, "-n", "quick@test", "-Q", "quick"],
    "documents": [*WORKER, "-n", "documents@test", "-Q", "documents"],
    "beat": [*CELERY, "beat", "-l", "WARNING", "--pidfile="],
}


class Deployed:
    """An installation in a folder, where each of its processes writes to `<name>.log`."""

    def __init__(self, var: Path, variables: dict[str, str]) -> None:
        self.var, self.variables = var, variables
        self.processes: dict[str, subprocess.Popen] = {}
        self.addresses: dict[str, str] = {}

    def manage(self, *words: str, **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.variables | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=1800,
        )

    def starts(self, name: str, command: list[str], **variables: str) -> None:
        with (self.var / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.variables | variables, stdout=log, stderr=log, start_new_session=True
            )

    def serves(
        self,
        name: str,
        command: list[str] = WEB,
        *,
        port: int | None = None,
        processes: int = 1,
        meets: int = 200,
        **variables: str,
    ) -> str:
        """Start a web process and wait until it answers with this status. Returns its address."""
        port = port or free_port()
        words = [word.format(port=port) for word in command]
        self.starts(name, words, PORT=str(port), PROCESSES=str(processes), **variables)
        self.addresses[name] = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while time.monotonic() < until and self.processes[name].poll() is None:
            try:
                if httpx.get(self.addresses[name], timeout=60).status_code == meets:
                    return self.addresses[name]
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(self.said_by(name))

    def said_by(self, name: str) -> str:
        return (self.var / f"{name}.log").read_text()

    def ends(self, name: str) -> int:
        process = self.processes.pop(name)
        process.terminate()
        try:
            return process.wait(timeout=60)
        finally:
            kill_group(process)

    def rows(self, query: str) -> list[tuple]:
        with psycopg.connect(self.variables["DATABASE_URL"]) as database:
            return database.execute(query).fetchall()


def kill_group(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.fixture(scope="session")
def deployed() -> Iterator[Deployed]:
    given = os.environ.get("DATABASE_URL", "")
    if not given or not os.environ.get("REDIS_URL"):
        pytest.skip("bin/test postgresql names the servers")
    url = urlunsplit(urlsplit(given)._replace(path=f"/{DATABASE}"))
    with psycopg.connect(urlunsplit(urlsplit(given)._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {DATABASE}")
    kept = {name: os.environ[name] for name in ("REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS")}
    with tempfile.TemporaryDirectory(prefix="hashira-deployed-") as folder:
        it = Deployed(Path(folder), environment(Path(folder)) | kept | {"DATABASE_URL": url})
        try:
            prepared = it.manage("prepare")
            assert prepared.returncode == 0, prepared.stderr
            for name, command in PROCESSES.items():
                it.starts(name, command)
            it.serves("web one")
            it.serves("web two")
            yield it
        finally:
            for name in list(it.processes):
                it.ends(name)
