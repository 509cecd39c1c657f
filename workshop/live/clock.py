"""The database's time, without asking the database each time.

Moments that processes compare come from the database (`Now()`). What a browser needs to count down is the difference of its
own clock to that one; a process learns the database's time once a minute and carries it on with its monotonic clock.
"""

import time
from datetime import UTC, datetime
from threading import Lock

from django.db import connection

LEARN_EVERY = 60.0

_lock = Lock()
_learned: tuple[float, float] | None = None  # (monotonic, database time), both in seconds


def database_now() -> datetime:
    """The database's time, carried on from when it was last asked, a minute ago at most."""
    return datetime.fromtimestamp(_seconds(), UTC)


def database_milliseconds() -> int:
    """The same in ms since the epoch, as frames and headers carry it."""
    return int(_seconds() * 1000)


def carried_on_milliseconds() -> int:
    """The same without ever asking, for who may not wait. Somebody must have asked before, and go on doing so."""
    if _learned is None:
        raise LookupError("nobody has asked the database for its time yet")
    return int(_carried_on(_learned) * 1000)


def _seconds() -> float:
    global _learned
    learned = _learned
    if learned is None or time.monotonic() - learned[0] > LEARN_EVERY:
        with _lock:
            before = time.monotonic()
            moment = _ask()
            learned = _learned = ((before + time.monotonic()) / 2, moment)
    return _carried_on(learned)


def _carried_on(learned: tuple[float, float]) -> float:
    return learned[1] + time.monotonic() - learned[0]


def _ask() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT (julianday('now') - 2440587.5) * 86400")
        else:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])
