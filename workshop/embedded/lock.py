"""Locks on `var/`, so that two `serve` do not share a database and a queue, and two `demo` do not write the same sessions."""

import fcntl
from pathlib import Path
from typing import TextIO


class Held(Exception):
    """Another process holds the lock. The message is what it wrote into the file."""


def hold(path: Path, *, saying: str, waits: bool = False) -> TextIO:
    """Lock the file until it is closed or the process ends, however it ends. Raises Held, unless it waits for the lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except OSError:
        lock.seek(0)
        raise Held(lock.read().strip()) from None
    lock.truncate(0)
    lock.write(saying)
    lock.flush()
    return lock


def holder(path: Path) -> str | None:
    """What the process that holds the lock wrote into the file. None if nobody holds it."""
    if not path.exists():
        return None
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return lock.read().strip()
    return None
