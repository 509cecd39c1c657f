"""The processes of `serve` and their commands: the embedded Redis, two workers, beat and the web process."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from workshop.embedded.process import ManagedProcess

CELERY = [sys.executable, "-m", "celery", "-q", "-A", "workshop.celery:app"]
WORKER = ["worker", "-l", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]


def stages(
    *, redis_server: list[str] | None, web: list[socket.socket], var: Path, environment: Mapping[str, str]
) -> list[list[ManagedProcess]]:
    """The processes in the order of their start. An idle worker may take two seconds to end, so all but Redis end together."""

    def process(name: str, command: list[str], *, patience: float, sockets: tuple[int, ...] = ()) -> ManagedProcess:
        log = var / "log" / f"{name}.log"
        return ManagedProcess(name, command, log=log, environment=environment, sockets=sockets, patience=patience)

    quick = [*CELERY, *WORKER, "-n", "quick@hashira", "-Q", "quick", "--concurrency", "2"]
    documents = [*CELERY, *WORKER, "-n", "documents@hashira", "-Q", "documents", "--concurrency", "1"]
    beat = [*CELERY, "beat", "-l", "WARNING", "--pidfile="]
    listeners = tuple(listener.fileno() for listener in web)
    serving = [sys.executable, "-m", "workshop.web.server", *map(str, listeners)]
    return [
        *([[process("store", redis_server, patience=1)]] if redis_server else []),
        [
            process("quick", quick, patience=8),
            process("documents", [*documents, "--max-tasks-per-child", "50"], patience=8),
            process("beat", beat, patience=0.5),
            process("web", serving, patience=2.5, sockets=listeners),
        ],
    ]


def environment(*, port: int, hosts: list[str]) -> dict[str, str]:
    """Our environment, and variables by which the processes know that `serve` started them and at which addresses."""
    added = {
        "HASHIRA_SERVED": str(os.getpid()),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # without it, macOS stops forked workers
    }
    if hosts:
        allowed = os.environ.get("ALLOWED_HOSTS") or "localhost,127.0.0.1,[::1]"
        added["ALLOWED_HOSTS"] = ",".join([allowed, *hosts])
    return {**os.environ, **added}
