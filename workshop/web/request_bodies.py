"""Bodies of requests: limited in length, and read completely before the application sees the request.

Django writes a long body to a file before a view sees it, and holds a thread and a connection while a view waits for the rest.
Here a body is held in memory, up to the limit of its address (settings.BODY_LIMITS), and the application is called once it
is complete. How long that may take is in http_protocol.py.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshop.web.refusals import refuse

LONG_BODIES = 64 * 1024 * 1024  # bytes for all bodies of a process together that are longer than BODY_LIMIT
LATER = ((b"retry-after", b"30"),)


class Bodies:
    """ASGI middleware that passes each body to `application` in one piece."""

    def __init__(self, application) -> None:
        self._application = application
        self._reserved = 0

    async def __call__(self, scope: dict, receive, send) -> None:
        declared = _declared(scope)
        if declared == 0:
            await self._application(scope, receive, send)
            return
        fits = (
            declared is not None and declared <= settings.BODY_LIMIT
        )  # the limit of its address is not lower, and need not be looked up
        limit = settings.BODY_LIMIT if fits else limit_of(scope["path"])
        if declared is not None and declared > limit:
            await refuse(scope, send, 413, _too_long(limit))
            return
        most = limit if declared is None else declared
        reserved = most if most > settings.BODY_LIMIT else 0  # exhausting LONG_BODIES blocks only long forms
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
    """The limit for bodies sent to this path, in bytes."""
    try:
        return settings.BODY_LIMITS.get(resolve(path).view_name, settings.BODY_LIMIT)
    except Resolver404:
        return settings.BODY_LIMIT


async def _read(receive, limit: int) -> bytearray | None:
    """The whole body, or its beginning if it is longer than `limit`; None if the client disconnected."""
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
    """A `receive` for the application: first the body, then the events of the connection."""
    events = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def next_event() -> dict:
        return next(events, None) or await receive()

    return next_event


def _declared(scope: dict) -> int | None:
    """The length in the head; None for a body in chunks, whose length is known at its end."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return None
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() and len(length) < 20 else None


def _with_length(scope: dict, length: int) -> dict:
    """The scope with this length in its headers. Without it, Django would not read a form that was sent in chunks."""
    others = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    return scope | {"headers": [*others, (b"content-length", str(length).encode())]}


def _too_long(limit: int) -> Promise:
    return format_lazy(
        _("This is larger than {limit} KB, and no more may be sent here. Shorten it, then send it again."),
        limit=limit // 1024,
    )
