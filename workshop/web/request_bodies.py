"""What a request brings with it: how long it may be, and read as a whole before anything else happens.

Django writes a longer body into a file before any view looks at it, and holds a thread and a connection while a view waits
for the rest. Here a body is held in memory, up to the limit of the address it is sent to (settings.BODY_LIMITS), and
nothing behind hears of the request until all of it has come. How long that may take is in deadlines.py.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshop.web.refusals import refuse

LONG_BODIES = 64 * 1024 * 1024  # bytes of a process, for all bodies together that are longer than usual
LATER = ((b"retry-after", b"30"),)


class Bodies:
    """ASGI: `application`, which gets every body in one piece."""

    def __init__(self, application) -> None:
        self._application = application
        self._reserved = 0

    async def __call__(self, scope: dict, receive, send) -> None:
        declared = _declared(scope)
        if declared == 0:
            await self._application(scope, receive, send)
            return
        fits = declared is not None and declared <= settings.BODY_LIMIT  # wherever it is sent, as nearly all are
        limit = settings.BODY_LIMIT if fits else limit_of(scope["path"])
        if declared is not None and declared > limit:
            await refuse(scope, send, 413, _too_long(limit))
            return
        most = limit if declared is None else declared
        reserved = most if most > settings.BODY_LIMIT else 0  # strangers who fill this stop no form but the long ones
        if self._reserved + reserved > LONG_BODIES:
            await refuse(
                scope, send, 503, _("Many large files are coming in. Try again in half a minute."), headers=LATER
            )
            return
        self._reserved += reserved
        try:
            body = await _read(receive, limit)
            if body is None:
                return
            if len(body) > limit:
                await refuse(scope, send, 413, _too_long(limit))
                return
            await self._application(_with_length(scope, len(body)), _given(bytes(body), receive), send)
        finally:
            self._reserved -= reserved


def limit_of(path: str) -> int:
    """How many bytes may be sent to this address."""
    try:
        return settings.BODY_LIMITS.get(resolve(path).view_name, settings.BODY_LIMIT)
    except Resolver404:
        return settings.BODY_LIMIT


async def _read(receive, limit: int) -> bytearray | None:
    """The whole body, or its beginning where it is longer than `limit`; None if the sender has gone."""
    body = bytearray()
    while len(body) <= limit:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        if not event.get("more_body", False):
            break
    return body


def _given(body: bytes, receive):
    """`receive` for what is behind: the body, and then what happens to the connection."""
    events = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def next_event() -> dict:
        return next(events, None) or await receive()

    return next_event


def _declared(scope: dict) -> int | None:
    """The length that the head announces; None where the body comes in chunks and says its length at its end."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return None
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() and len(length) < 20 else None


def _with_length(scope: dict, length: int) -> dict:
    """Django reads no form that came in chunks, because its length is missing."""
    others = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    return scope | {"headers": [*others, (b"content-length", str(length).encode())]}


def _too_long(limit: int) -> Promise:
    return format_lazy(
        _("This is larger than {limit} KB, and no more may be sent here. Shorten it, then send it again."),
        limit=limit // 1024,
    )
