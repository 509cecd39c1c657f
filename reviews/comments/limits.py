"""Limits the comments per minute without knowing whose they are, and without revealing that others write.

Each process counts separately, in memory, for at most a minute. A shared count in Redis, or in a file to which Redis appends, would
record the moment of each comment. A network address is counted per session, under a digest whose key is deleted after ten minutes.
Only accepted comments are counted.

With a fixed limit, somebody who sends comments until the first refusal would learn how many others came from the same address.
Therefore the limit is drawn anew for each minute, and the time to wait is the rest of that minute, which is the same for everyone.
"""

from __future__ import annotations

import math
import time
from secrets import SystemRandom
from threading import Lock
from uuid import UUID

from django.conf import settings

from workshop.live import client_addresses

MINUTE = 60.0  # seconds

chance = SystemRandom()


class ThisMinute:
    """The counts of this minute by key, in this process's memory, and a random number for each key's limit."""

    def __init__(self) -> None:
        self._minute = -1.0
        self._counted: dict[bytes, int] = {}
        self._drawn: dict[bytes, float] = {}
        self._lock = Lock()

    def take(self, key: bytes, least: int) -> float:
        """Count one and return 0, or return the seconds until the next minute. The limit is `least` to one and a half times that."""
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
    """Count a comment and return 0. If there were too many, count nothing and return the seconds to wait."""
    key = _key(session_id, address)
    wait = of_addresses.take(key, settings.COMMENTS_AN_ADDRESS)
    if not wait and (wait := of_sessions.take(session_id.bytes, settings.COMMENTS_A_SESSION)):
        of_addresses.give_back(key)
    return math.ceil(wait)


def give_back(session_id: UUID, address: str) -> None:
    """Undo `take` for a comment that was not accepted."""
    of_addresses.give_back(_key(session_id, address))
    of_sessions.give_back(session_id.bytes)


def _key(session_id: UUID, address: str) -> bytes:
    """An address is counted per session, so that nobody learns about comments in other sessions."""
    return session_id.bytes + client_addresses.digest(address)
