"""How many comments are taken in a minute, without knowing whose they are, and without telling anybody that others write.

Each process counts for itself, in its memory alone and for no longer than a minute: a count that processes share would say in
Redis, or in a file to which a Redis may append, at which moment each comment came. A network address is counted in each session for
itself, under a digest whose key is gone after ten minutes. Only accepted comments are counted.

Somebody who sends as many comments as are taken would learn from the first refusal how many others came from the same address.
Therefore the number that is taken is drawn anew for each minute, and the time to wait is the rest of that minute, which is the
same for everyone.
"""

from __future__ import annotations

import math
import time
from secrets import SystemRandom
from threading import Lock
from uuid import UUID

from django.conf import settings

from workshop.live import addresses

MINUTE = 60.0  # seconds

chance = SystemRandom()


class ThisMinute:
    """How many were counted under each key in this minute, in this process's memory, and what was drawn for it."""

    def __init__(self) -> None:
        self._minute = -1.0
        self._counted: dict[bytes, int] = {}
        self._drawn: dict[bytes, float] = {}
        self._lock = Lock()

    def take(self, key: bytes, least: int) -> float:
        """Count one; or, where `least` or up to half as many more are there already, return the seconds until the next minute."""
        with self._lock:
            now = self._begin_minute()
            most = least + int(self._drawn.setdefault(key, chance.random()) * (least // 2 + 1))
            if self._counted.get(key, 0) >= most:
                return MINUTE - now % MINUTE
            self._counted[key] = self._counted.get(key, 0) + 1
            return 0.0

    def give_back(self, key: bytes) -> None:
        with self._lock:
            self._begin_minute()
            if self._counted.get(key):
                self._counted[key] -= 1

    def clear(self) -> None:
        with self._lock:
            self._counted.clear()
            self._drawn.clear()

    def _begin_minute(self) -> float:
        now = time.monotonic()
        if self._minute != now // MINUTE:
            self._minute = now // MINUTE
            self._counted.clear()
            self._drawn.clear()
        return now


of_addresses = ThisMinute()
of_sessions = ThisMinute()


def take(session_id: UUID, address: str) -> int:
    """Count a comment. Where there were too many, count nothing and return the seconds after which to try again."""
    where = _there(session_id, address)
    wait = of_addresses.take(where, settings.COMMENTS_AN_ADDRESS)
    if not wait and (wait := of_sessions.take(session_id.bytes, settings.COMMENTS_A_SESSION)):
        of_addresses.give_back(where)
    return math.ceil(wait)


def give_back(session_id: UUID, address: str) -> None:
    """A comment that was counted was not accepted after all."""
    of_addresses.give_back(_there(session_id, address))
    of_sessions.give_back(session_id.bytes)


def _there(session_id: UUID, address: str) -> bytes:
    """An address in one session: nobody learns of comments in a session of others."""
    return session_id.bytes + addresses.digest(address)
