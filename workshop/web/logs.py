"""What the console does not repeat: keys that are part of addresses, and the same outage again and again."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable

from workshop.web.outages import why_away

SLASH = r"(?:[/\\]|%(?:25)*(?:2f|5c))"
_DIGIT = r"(?:[0-9a-f]|%(?:25)*(?:3[0-9]|[46][1-6]))"
A_TOKEN = re.compile(rf"(?<![0-9a-f]){_DIGIT}{{40}}(?![0-9a-f])", re.IGNORECASE)  # as sessions/links.py makes them


class WithoutKeys(logging.Formatter):
    """Of an address that lets somebody in, such as a personal link, only the beginning is written: /p/…

    That holds however the address is spelled, in whatever is said: the message, its arguments, a traceback. A token is left out
    wherever it stands: who mistypes the beginning of a link has asked for an address that nothing has, by a good key.
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
    """The pattern looks at each letter of what is said once: a stranger may ask for 60,000 slashes, and no thread runs meanwhile."""
    name = f"{SLASH}++".join(map(_spelled, address.split("/")))
    return re.compile(rf"(?:{SLASH}|(?<![\w%])){name}{SLASH}++[^\n]+", re.IGNORECASE)


def _spelled(word: str) -> str:
    """Each letter as it is, or percent-encoded, perhaps more than once."""
    return "".join(
        f"(?:{re.escape(letter)}|%(?:25)*(?:{ord(letter):02x}|{ord(letter.upper()):02x}))" for letter in word
    )


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
