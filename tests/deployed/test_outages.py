"""The installation's Redis stops and starts again: the log messages of the processes about it are few and readable."""

import socket
import subprocess
import time
from collections.abc import Callable

import httpx
import pytest
from redis import from_url

from tests.deployed.conftest import PROCESSES
from tests.startup.conftest import free_port
from workshop.embedded import redis_server

AWAY = 8.0  # seconds
WITHIN = 60.0  # seconds; the machine may be busy
LINES_AT_MOST = 6
AS_THE_UNITS_HAVE_IT = ("--without-gossip", "--without-mingle")


class Store:
    def __init__(self, folder) -> None:
        self.port, self._folder = free_port(), folder
        self._process: subprocess.Popen | None = None

    def starts(self) -> None:
        words = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self._folder), "--save", ""]
        self._process = subprocess.Popen([redis_server.program(), *words], stdout=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the store does not start")

    def is_used_by_all(self) -> bool:
        """Whether the web process listens, the worker asks for tasks and beat has sent one, since the store started."""
        with from_url(f"redis://127.0.0.1:{self.port}/0") as redis:
            clients, commands = redis.client_list(), redis.info("commandstats")
        listens = any(int(client["sub"]) for client in clients)
        asks = any(client["cmd"] == "brpop" for client in clients)
        return listens and asks and "cmdstat_lpush" in commands

    def ends(self) -> None:
        self._process.kill()
        self._process.wait()


def comes_true(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(redis_server.program() is None, reason="no Valkey or Redis here")
def test_an_outage_of_redis_is_a_few_lines_in_each_log_and_over_by_itself(deployed, tmp_path):
    redis = Store(tmp_path)
    redis.starts()
    address = {"REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"}
    try:
        base = deployed.serves("web of the outage", **address)
        deployed.starts("quick of the outage", [*PROCESSES["quick"], *AS_THE_UNITS_HAVE_IT], **address)
        deployed.starts("beat of the outage", PROCESSES["beat"], **address)
        assert comes_true(redis.is_used_by_all)
        names = [name for name in deployed.processes if name.endswith("of the outage")]
        before = {name: deployed.said_by(name) for name in names}
        redis.ends()
        time.sleep(AWAY)
        assert httpx.get(base, timeout=60).status_code == 200
        assert comes_true(lambda: all(deployed.said_by(name) != before[name] for name in names)), (
            "each says what is wrong"
        )
        redis.starts()
        assert comes_true(redis.is_used_by_all)
        time.sleep(2)  # they say nothing more
        said = {name: deployed.said_by(name).removeprefix(before[name]) for name in names}
        longer = {name: words for name, words in said.items() if len(words.splitlines()) > LINES_AT_MOST}
        assert not longer, "\n".join(longer.values())
        assert "Traceback" not in "".join(said.values())
        assert all(deployed.processes[name].poll() is None for name in names)
    finally:
        for name in [name for name in deployed.processes if name.endswith("of the outage")]:
            deployed.ends(name)
        redis.ends()
