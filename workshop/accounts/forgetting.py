"""Telling a browser to delete the comments it stores of people who left, signed out or were replaced by another person.

Only the server knows that they left, and only the browser knows what it stores. So a cookie lists them until a page has deleted
their data (static/js/page/clear-storage.js).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAMED = re.compile(r"[0-9a-f-]{36}\.(?:[0-9a-f-]{36}|[0-9]{1,18})")
NAMED_AT_MOST = 20
NAMED_FOR = 90 * 24 * 3600  # seconds


def forget(request: HttpRequest, response: HttpResponse, writers: Iterable[tuple[UUID, UUID | int]]) -> None:
    """Have the next page delete the data of these writers, pairs of a session and a participant or an account."""
    before = NAMED.findall(request.COOKIES.get(settings.LEFT_COOKIE_NAME, ""))
    left = [*before, *(f"{session}.{writer}" for session, writer in writers)]
    if len(left) > len(before):
        response.set_cookie(
            settings.LEFT_COOKIE_NAME,
            "~".join(left[-NAMED_AT_MOST:]),
            max_age=NAMED_FOR,
            secure=settings.TLS,
            samesite="Lax",
        )
