"""How much one person may send, and how long frames may be. A person who sends too fast is asked to wait, and loses nothing.

Each process counts for itself, in memory, since every post asks and must not wait. With several processes a person may send up to
as many times the limit.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from threading import Lock

from django.conf import settings

FRAME_FROM_BROWSERS = 32 * 1024  # bytes
FRAME_TO_BROWSERS = 64 * 1024
WITHIN = 10.0  # seconds; one person may write settings.POSTS_A_PERSON times within these
REMEMBERED = 10_000  # people

_sent: OrderedDict[str, deque[float]] = OrderedDict()
_lock = Lock()


def wait_before_next(person: str) -> float:
    """Seconds until this person may send again. 0 if they may send now, which is then counted."""
    now = time.monotonic()
    with _lock:
        moments = _sent.setdefault(person, deque())
        _sent.move_to_end(person)
        while moments and now - moments[0] >= WITHIN:
            moments.popleft()
        if len(moments) >= settings.POSTS_A_PERSON:
            return moments[0] + WITHIN - now
        moments.append(now)
        if len(_sent) > REMEMBERED:
            _sent.popitem(last=False)
    return 0.0
