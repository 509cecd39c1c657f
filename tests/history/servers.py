"""PostgreSQL and Redis as servers that may be killed, frozen and started again.

`bin/test` starts both (bin/_services.sh) and names them in the environment. Only a parent can
wait for the end of a process it kills. So both are stopped once and started again as children, with the same command.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import redis


class Server:
    """One server, or one unit of the installation, with all its processes. `begin` starts it as a child of ours."""

    def __init__(self, name: str, begin: Callable[[], subprocess.Popen]) -> None:
        self.name, self._begin = name, begin
        self.process = begin()

    def start(self) -> None:
        self.process = self._begin()

    def kill(self) -> None:
        """Kill all its processes, as a power failure does."""
        pids = self._signal(signal.SIGKILL)
        self.process.wait()
        _until_gone(pids)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def end(self, number: int = signal.SIGTERM) -> None:
        """Stop it as an administrator does."""
        self.thaw()
        self.process.send_signal(number)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, number: int) -> list[int]:
        """Signal the parent first, so that it starts no new process. Returns the processes that were signaled."""
        pids = family(self.process.pid) if self.process.poll() is None else []
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return pids


def postgres(log: Path) -> Server:
    cluster = Path(parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"][0]) / "data"
    pid = int((cluster / "postmaster.pid").read_text().splitlines()[0])
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().removesuffix("\0").split("\0")
    return _taken_over("PostgreSQL", pid, words, log)


def store(log: Path) -> Server:
    """Redis replaces its command line by a title, so the options are asked from the server."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        about = client.info("server")
        said = client.config_get("port", "dir", "save", "appendonly")
    options = [word for name, value in said.items() for word in (f"--{name}", value)]
    return _taken_over("Redis", about["process_id"], [about["executable"], "--bind", "127.0.0.1", *options], log)


def _taken_over(name: str, pid: int, words: list[str], log: Path) -> Server:
    """Stop the server with this process id and start it again as a child."""
    owner = Path(f"/proc/{pid}").stat().st_uid
    whose = {} if owner == os.geteuid() else {"user": owner, "group": owner, "extra_groups": []}
    os.kill(pid, signal.SIGINT)
    _until_gone([pid])

    def begin() -> subprocess.Popen:
        with log.open("ab") as said:
            return subprocess.Popen(
                words, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True, **whose
            )

    return Server(name, begin)


def family(pid: int) -> list[int]:
    """Return a process and all its descendants, parents before children."""
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(place.name))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _until_gone(pids: list[int]) -> None:
    until = time.monotonic() + 60
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < until, f"{pids} do not end"
        time.sleep(0.02)
