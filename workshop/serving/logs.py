"""What the console does not repeat: secrets that stand in addresses, and the same outage again and again."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from workshop.serving.outages import why_away


class HideSecrets(logging.Filter):
    """Django names the path of each request that it refuses. Of an address that is a key only the beginning is kept."""

    def __init__(self, beginnings: Iterable[str]) -> None:
        super().__init__()
        self._beginnings = tuple(beginnings)

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self._without_the_key(value) for value in record.args)
        return True

    def _without_the_key(self, value: object) -> object:
        if isinstance(value, str):
            for beginning in self._beginnings:
                if value.startswith(beginning):
                    return f"{beginning}…"
        return value


class OncePerOutage(logging.Filter):
    """While Redis or PostgreSQL is away, each thing is said in one line, without a traceback, and once a minute at most.

    `talkative` loggers name the kind of an error and not the error: what they say is kept to once a minute always.
    """

    PAUSE = 60.0  # seconds

    def __init__(self, talkative: Iterable[str] = ()) -> None:
        super().__init__()
        self._talkative = frozenset(talkative)
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        reason = self._reason(record)
        if not reason and record.name not in self._talkative:
            return True
        key, now = (record.name, str(record.msg)), time.monotonic()
        if now - self._said.get(key, -self.PAUSE) < self.PAUSE:
            return False
        self._said[key] = now
        if reason:
            said = record.getMessage().partition("\n")[0]
            record.msg, record.args = said if reason[:40] in said else f"{said}: {reason}", ()
            record.exc_info = record.exc_text = None
        return True

    @staticmethod
    def _reason(record: logging.LogRecord) -> str:
        args = record.args if isinstance(record.args, tuple) else ()
        errors = [record.exc_info[1] if record.exc_info else None, *args]
        return next((why for error in errors if isinstance(error, BaseException) and (why := why_away(error))), "")
