"""A harness: one server on its core, and the client with its sockets on another core."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bench.live import machine
from bench.live.installation import Failed, Installation, environment
from workshop.embedded import redis_server
from workshop.embedded.process import die_with_parent

LETTERS = 100  # per post
MODULES = {"ours": "product_server", "plain": "product_server", "stock": "stock_server", "site": "stock_site_server"}


class Harness:
    """`with Harness(installation, "ours", 1000) as harness: harness.run(...)`.

    `kind` is ours, plain (ours without raw frames), stock, site (stock with its pages) or limit. The listeners subscribe to
    `room`; without listeners nobody is connected. The client posts to the path `post` (product_server.py).
    """

    def __init__(
        self,
        installation: Installation,
        kind: str,
        listeners: int,
        *,
        room: str = "main",
        deaf: int = 0,
        post: str = "/post/",
        processes: int = 1,
    ) -> None:
        self.installation, self.kind, self.listeners, self.deaf = installation, kind, listeners, deaf
        self.room, self.post, self.processes = room, post, processes
        self.servers: list[subprocess.Popen] = []
        self.redis_server: subprocess.Popen | None = None
        self.client: subprocess.Popen | None = None

    def __enter__(self) -> Harness:
        self.folder = Path(tempfile.mkdtemp(dir=self.installation.folder))
        try:
            self.serve()
            if self.listeners:
                self.connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        started = [process for process in (self.client, *self.servers, self.redis_server) if process]
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def serve(self) -> None:
        self.ports = [_free_port() for _ in range(self.processes)]
        if self.kind == "limit":
            commands = [[str(machine.compiled("limit", self.installation.folder)), str(port)] for port in self.ports]
            variables: dict[str, str] = {}
        else:
            module = f"bench.live.{MODULES[self.kind]}"
            words = ["--plain"] if self.kind == "plain" else []
            commands = [[sys.executable, "-m", module, str(port), *words] for port in self.ports]
            variables = environment(self.folder / "var", self._start_redis())
            if self.listeners:
                variables["BENCH_ANYONE"] = "1"
            if self.listeners and self.post == "/post/":
                variables["BENCH_COUNTED"] = "1"
            if self.kind != "stock":
                variables |= self.installation.copy_day(self.folder / "var", stock=self.kind == "site")
        self.servers = [self._start(command, machine.SERVING, env=variables) for command in commands]
        for port, server in zip(self.ports, self.servers, strict=True):
            self._wait_for(port, server)

    def connect(self) -> None:
        """Connect and subscribe all of the client's sockets."""
        program = machine.compiled("client", self.installation.folder)
        day = self.installation.day()
        subscription = "" if self.kind in ("stock", "limit") else json.dumps({"subscribe": day[self.room]})
        path = f"/live/{day['group']}/" if self.kind == "site" else "/live/?language=en"
        words = [path, subscription, self.post]
        numbers = [self.listeners, self.deaf, ",".join(map(str, self.ports))]
        self.client = self._start(
            [str(program), *words, *map(str, numbers)],
            machine.ASKING,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        answer = self.answer()
        if answer["subscribed"] != self.listeners:
            raise Failed(
                f"{self.kind}: {answer['subscribed']} of {self.listeners} sockets were subscribed. {self.last_words()}"
            )

    def leave(self) -> None:
        """Disconnect all of the client's sockets."""
        if self.client:
            self.client.terminate()
            self.client.wait()
            self.client = None

    def run(self, posts: int, *, window: int = 1, rate: float = 0.0, letters: int = LETTERS) -> dict:
        """The client's measurements of so many posts, and `cpu`, the seconds of CPU that the server's processes used for them."""
        before, began = self.cpu(), time.monotonic()
        seen = self.ask(f"run {window} {posts} {rate} {letters}")
        seen["cpu"] = self.cpu() - before
        seen["elapsed"] = time.monotonic() - began
        return seen

    def ask(self, line: str) -> dict:
        if self.client is None or self.client.stdin is None:
            raise Failed("there is no client")
        try:
            self.client.stdin.write(line + "\n")
        except BrokenPipeError:
            raise Failed(f"{self.kind}: the client is gone. {self.last_words()}") from None
        return self.answer()

    def cpu(self) -> float:
        """Seconds of CPU of the server's processes with all their threads, from the kernel's clock of each process."""
        return sum(time.clock_gettime((~server.pid << 3) | 2) for server in self.servers)

    def pss_kib(self) -> int:
        text = Path(f"/proc/{self.servers[0].pid}/smaps_rollup").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:")))

    def peak_kib(self) -> int:
        """The peak memory (RSS) of the server's process."""
        text = Path(f"/proc/{self.servers[0].pid}/status").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmHWM:")))

    def last_words(self) -> str:
        log = self.folder / "log"
        return log.read_text(errors="replace")[-1500:] if log.exists() else ""

    def answer(self) -> dict:
        if self.client is None or self.client.stdout is None:
            raise Failed("there is no client")
        line = self.client.stdout.readline()
        if not line:
            raise Failed(f"{self.kind}: the client is gone. {self.last_words()}")
        return json.loads(line)

    def _start_redis(self) -> str:
        """Start a Valkey for this server only, on the same core, so that both share its time."""
        if self.installation.valkey is None:
            raise Failed("no Valkey or Redis here")
        path = self.folder / "s"
        words = [
            "--port",
            "0",
            "--unixsocket",
            str(path),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
        ]
        self.redis_server = self._start([self.installation.valkey, *words], machine.SERVING, stdout=subprocess.DEVNULL)
        if not redis_server.wait(path, seconds=10):
            raise Failed("Valkey does not start")
        return f"unix://{path}"

    def _start(self, command: Sequence[str], cores: set[int], **how) -> subprocess.Popen:
        def begin() -> None:
            os.sched_setaffinity(0, cores)
            die_with_parent()

        with (self.folder / "log").open("ab") as log:
            outputs = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            started = subprocess.Popen(command, cwd=machine.ROOT, preexec_fn=begin, **outputs | how)
        if cores == machine.SERVING:
            self.installation.enter_group(started.pid)
        return started

    def _wait_for(self, port: int, server: subprocess.Popen) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until and server.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            time.sleep(0.05)
        raise Failed(f"{self.kind} does not start. {self.last_words()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
