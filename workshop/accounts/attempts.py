"""Limits on wrong passwords, counted for each pair of an account and an address.

Attempts from another address are counted separately, and so are those of a browser in which somebody has signed in to the
account before (known_browsers.py). So nobody can lock another person out of an account, not even from the same room. Each
process counts in its own memory, so that digests of addresses stay in the process (live/client_addresses.py) and no check waits for a
cache.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from threading import Lock

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from workshop.accounts import known_browsers
from workshop.live import client_addresses

AT_MOST = 10  # wrong passwords within WITHIN, from one address or one known browser, for one account
WITHIN = 600.0  # seconds
REMEMBERED = 10_000  # pairs of an account and where they came from

_wrong: OrderedDict[bytes, deque[float]] = OrderedDict()
_lock = Lock()


class TooMany(ValidationError):
    """Too many wrong passwords came from one address for an account."""

    def __init__(self, seconds: float) -> None:
        self.seconds = ceil(seconds)
        minutes = ceil(seconds / 60)
        sentence = ngettext(
            "Too many wrong passwords for this account came from your network. Wait %(minutes)d minute and try again.",
            "Too many wrong passwords for this account came from your network. Wait %(minutes)d minutes and try again.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes}, code="too_many")


@contextmanager
def attempt(request: HttpRequest, account: str) -> Iterator[None]:
    """Wrap the check of a password, which raises ValidationError if it is wrong. Raises TooMany before the check."""
    pair = _pair(account, known_browsers.browser_for(request, account) or client_addresses.of_request(request))
    if seconds := _wait(pair):
        raise TooMany(seconds)
    try:
        yield
    except ValidationError:
        _count(pair)
        raise
    with _lock:
        _wrong.pop(pair, None)


def answered(response: HttpResponse, form: Form) -> HttpResponse:
    """The page that shows the form again. After too many attempts it becomes a 429 with Retry-After."""
    errors = (error for of_field in form.errors.as_data().values() for error in of_field)
    if seconds := next((error.seconds for error in errors if isinstance(error, TooMany)), 0):
        response.status_code = 429
        response["Retry-After"] = str(seconds)
    return response


def _wait(pair: bytes) -> float:
    """Seconds until another password may be tried; 0 if it may be tried now."""
    with _lock:
        moments = _wrong.get(pair, deque())
        left = moments[0] + WITHIN - time.monotonic() if len(moments) == AT_MOST else 0.0
    return max(0.0, left)


def _count(pair: bytes) -> None:
    with _lock:
        _wrong.setdefault(pair, deque(maxlen=AT_MOST)).append(time.monotonic())
        _wrong.move_to_end(pair)
        if len(_wrong) > REMEMBERED:
            _wrong.popitem(last=False)


def _pair(account: str, where: str) -> bytes:
    """The key to count by. It ignores case, as signing in does, and unknown accounts are counted like existing ones."""
    return client_addresses.digest(f"{where} {account.strip().lower()}")
