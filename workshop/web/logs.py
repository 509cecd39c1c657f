"""What the console leaves out: the keys in addresses, and repeated messages about one outage."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable

from workshop.web.outages import why_unavailable

SLASH = r"(?:[/\\]|%(?:25)*(?:2f|5c))"
_DIGIT = r"(?:[0-9a-f]|%(?:25)*(?:3[0-9]|[46][1-6]))"
A_TOKEN = re.compile(rf"(?<![0-9a-f]){_DIGIT}{{40}}(?![0-9a-f])", re.IGNORECASE)  # as sessions/links.py makes them


class WithoutKeys(logging.Formatter):
    """Writes only the beginning of an address that lets somebody in, such as a personal link: /p/…

    This holds however the address is spelled, and in the message, its arguments and tracebacks alike. A token is left out
    everywhere, since a link whose beginning was mistyped leads nowhere but still has a valid key.
    """

    def __init__(self, addresses: Iterable[str]) -> None:
        super().__init__()
        self._keys = [(_beginning(address), f"/{address}/…") for address in addresses]

    def format(self, record: logging.LogRecord) -> str:
        said = super().format(record)
        for key, beginning in self._keys:
            said = key.sub(beginning, said)
        return A_TOKEN.sub("…", said)


def _beginning(address: str) -> re.Pattern[str]:
    """The pattern reads each character once: a stranger may request 60,000 slashes, and matching blocks all other threads."""
    name = f"{SLASH}++".join(map(_spelled, address.split("/")))
    return re.compile(rf"(?:{SLASH}|(?<![\w%])){name}{SLASH}++[^\n]+", re.IGNORECASE)


def _spelled(word: str) -> str:
    """Matches each letter as it is, or percent-encoded once or more often."""
    return "".join(
        f"(?:{re.escape(letter)}|%(?:25)*(?:{ord(letter):02x}|{ord(letter.upper()):02x}))" for letter in word
    )


class OncePerOutage(logging.Filter):
    """While Redis or PostgreSQL is unavailable, each message is one line, without a traceback, and at most once a minute.

    What `talkative` loggers say without an error, such as that an answer did not come in time, is limited to once a minute too.
    """

    PAUSE = 60.0  # seconds

    def __init__(self, talkative: Iterable[str] = ()) -> None:
        super().__init__()
        self._talkative = frozenset(talkative)
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        reason = self._reason(record)
        if not reason and (record.exc_info or record.name not in self._talkative):
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
        return next(
            (why for error in errors if isinstance(error, BaseException) and (why := why_unavailable(error))), ""
        )
