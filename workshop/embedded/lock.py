"""A lock on `var/`, so that two `serve` do not share a database and a queue."""

import fcntl
from pathlib import Path
from typing import TextIO


class Held(Exception):
    """Another process holds the lock. The message is what it wrote into the file."""


def hold(path: Path, *, saying: str) -> TextIO:
    """Lock the file until it is closed or the process ends, however it ends. Raises Held."""
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        raise Held(lock.read().strip()) from None
    lock.truncate(0)
    lock.write(saying)
    lock.flush()
    return lock
