"""The database's time, without asking the database each time.

Moments that processes compare come from the database (`Now()`). To count down, a browser needs the difference between its clock
and the database's. A process asks the database for its time once a minute, and adds what has passed on its monotonic clock.
"""

import time
from datetime import UTC, datetime
from threading import Lock

from django.db import connection

LEARN_EVERY = 60.0

_lock = Lock()
_learned: tuple[float, float] | None = None  # (monotonic, database time), both in seconds


def database_now() -> datetime:
    """The database's time, computed from an answer of at most a minute ago."""
    return datetime.fromtimestamp(_seconds(), UTC)


def database_milliseconds() -> int:
    """The database's time in milliseconds since the epoch, as frames and headers carry it."""
    return int(_seconds() * 1000)


def carried_on_milliseconds() -> int:
    """The same from the last answer, however old, for callers that must not wait. LookupError if there was none yet."""
    if _learned is None:
        raise LookupError("the database has not been asked for its time yet")
    return int(_carried_on(_learned) * 1000)


def _seconds() -> float:
    global _learned
    if (learned := _recent()) is None:
        with _lock:
            if (learned := _recent()) is None:  # another thread may have asked while this one waited
                before = time.monotonic()
                moment = _ask()
                learned = _learned = ((before + time.monotonic()) / 2, moment)
    return _carried_on(learned)


def _recent() -> tuple[float, float] | None:
    learned = _learned
    return learned if learned and time.monotonic() - learned[0] <= LEARN_EVERY else None


def _carried_on(learned: tuple[float, float]) -> float:
    return learned[1] + time.monotonic() - learned[0]


def _ask() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT (julianday('now') - 2440587.5) * 86400")
        else:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])
