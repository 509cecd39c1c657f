"""One `serve` a folder: two would share a database, a store and a queue without knowing."""

import fcntl
from pathlib import Path
from typing import TextIO


class Held(Exception):
    """Says what the holder wrote about itself."""


def hold(path: Path, *, saying: str) -> TextIO:
    """Held as long as the file is open, and given back by the system however the process ends. Raises Held."""
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
