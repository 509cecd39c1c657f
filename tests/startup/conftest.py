"""The real thing: `manage.py serve` with a folder of its own, without anything from the environment."""

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.house.sources import ROOT

NOT_OURS = {
    *("REDIS_URL", "DATABASE_URL", "DATABASE_POOL", "SECRET_KEY", "ALLOWED_HOSTS", "TLS", "CSRF_TRUSTED_ORIGINS"),
    *("REQUEST_THREADS", "HASHIRA_VAR", "HOST", "PORT", "PROCESSES", "DJANGO_ALLOW_ASYNC_UNSAFE"),
}

IDLE = 0.5  # of a second's processor time; beginning takes all of one, and beat and worker ring each second


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begins first; the others run beside it."""
    items.sort(key=lambda item: "test_after_each_kill" not in item.name)


class Served:
    """One running `serve`, in a folder `var`."""

    def __init__(
        self, var: Path, *, port: int, ignoring: int | None = None, terminal: dict[str, str] | None = None
    ) -> None:
        self.var, self.port = var, port
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(var) | (terminal or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=ignoring and (lambda: signal.signal(ignoring, signal.SIG_IGN)),
        )

    def status(self) -> int | None:
        """What `/` answers, None when nobody does."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def answers(self, *, within: float) -> bool:
        until = time.monotonic() + within
        while time.monotonic() < until and self.process.poll() is None:
            if self.status() == 200:
                return True
            time.sleep(0.1)
        return False

    def processes(self) -> dict[int, str]:
        """The running processes of this `serve`, found by their environment, and Redis (which hides its own) by its socket."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                mine = f"HASHIRA_VAR={self.var}\0".encode() in (folder / "environ").read_bytes()
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:
                continue
            if words and (mine or str(self.var) in words):
                found[int(folder.name)] = words
        return found

    def says(self, words: str, *, within: float) -> bool:
        until = time.monotonic() + within
        heard = ""
        while words not in heard and time.monotonic() < until:
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                heard += os.read(self.process.stdout.fileno(), 65536).decode()
        return words in heard

    def pid_of(self, words: str) -> int:
        return min(pid for pid, command in self.processes().items() if words in command)

    def rests(self, *, within: float) -> bool:
        """Whether it becomes idle. Workers still begin when the links are out, and on a busy machine that takes its time."""
        until = time.monotonic() + within
        before = self._computed()
        while time.monotonic() < until:
            time.sleep(1)
            now = self._computed()
            if now - before < IDLE:
                return True
            before = now
        return False

    def _computed(self) -> float:
        """Seconds of the processor's time that all of it took so far."""
        ticks = 0
        for pid in self.processes():
            with suppress(OSError):
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def end(self, number: int) -> None:
        """Send this signal, and wait until all has ended."""
        self.process.send_signal(number)
        self.process.wait(timeout=60)


def environment(var: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in NOT_OURS} | {"HASHIRA_VAR": str(var)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def var() -> Iterator[Path]:
    """A folder with everything set up, deep enough under the temporary one, short enough for a socket."""
    if not sys.platform.startswith("linux"):
        pytest.skip("processes are counted by /proc")
    with tempfile.TemporaryDirectory(prefix="hashira-startup-") as folder:
        for command in (["prepare"], ["demo", "--if-empty"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment(Path(folder)), check=True)
        yield Path(folder)


@pytest.fixture
def serve(var) -> Iterator:
    started: list[Served] = []

    def start(**options) -> Served:
        started.append(Served(var, port=options.pop("port", None) or free_port(), **options))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.end(signal.SIGTERM)


@pytest.fixture
def running(serve) -> Served:
    served = serve()
    assert served.answers(within=60), served.process.communicate(timeout=60)[0]
    return served
