"""Who is started, with which words: the embedded store, two workers, beat, the web."""

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
    """In the order of their start. Patience is how many seconds each may take to end by itself, a PDF's worker most.

    An idle Celery worker may take two seconds to end, so all but the store end at the same time; beat has nothing to write
    down.
    """

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
    """Ours, and what tells the children who started them and where they are reached."""
    added = {
        "HASHIRA_SERVED": str(os.getpid()),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS stops forked workers without it
    }
    if hosts:
        allowed = os.environ.get("ALLOWED_HOSTS") or "localhost,127.0.0.1,[::1]"
        added["ALLOWED_HOSTS"] = ",".join([allowed, *hosts])
    return {**os.environ, **added}
