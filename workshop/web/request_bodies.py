"""Bodies of requests: limited in length, and read completely before the application sees the request.

Django writes a long body to a file before a view sees it, and holds a thread and a connection while a view waits for the rest.
Here a body is held in memory, up to the limit of its address (settings.BODY_LIMITS), and the application is called once it
is complete. How long that may take is in http_protocol.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshop.live.request_queues import ClientDisconnected, Receive, replayed
from workshop.web.refusals import Refused

LONG_BODIES = 64 * 1024 * 1024  # bytes for all bodies of a process together that are longer than BODY_LIMIT
LATER = ((b"retry-after", b"30"),)


class RequestBodies:
    """Reads bodies, and limits how much of this process's memory long ones may take."""

    def __init__(self) -> None:
        self._reserved = 0

    @asynccontextmanager
    async def whole(self, scope: dict, receive: Receive) -> AsyncIterator[tuple[dict, Receive]]:
        """Read the body. Yields the scope and the `receive` to go on with. Raises Refused, or ClientDisconnected."""
        declared = _declared(scope)
        if declared == 0:
            yield scope, receive
            return
        # Every address takes BODY_LIMIT, so that only the limit for a longer body is looked up.
        is_short = declared is not None and declared <= settings.BODY_LIMIT
        limit = settings.BODY_LIMIT if is_short else limit_of(scope["path"])
        if declared is not None and declared > limit:
            raise Refused(413, _too_long(limit))
        most = limit if declared is None else declared
        reserved = most if most > settings.BODY_LIMIT else 0  # exhausting LONG_BODIES blocks only long forms
        if self._reserved + reserved > LONG_BODIES:
            raise Refused(503, _("Many large files are coming in. Try again in half a minute."), headers=LATER)
        self._reserved += reserved
        try:
            body = await _read(receive, limit)
            if len(body) > limit:
                raise Refused(413, _too_long(limit))
            yield _with_length(scope, len(body)), replayed(body, receive)
        finally:
            self._reserved -= reserved


def limit_of(path: str) -> int:
    """The limit for bodies sent to this path, in bytes."""
    try:
        return settings.BODY_LIMITS.get(resolve(path).view_name, settings.BODY_LIMIT)
    except Resolver404:
        return settings.BODY_LIMIT


async def _read(receive: Receive, limit: int) -> bytes:
    """The whole body, or its beginning if it is longer than `limit`. Raises ClientDisconnected."""
    body = bytearray()
    while len(body) <= limit:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnected
        body += event.get("body", b"")
        if not event.get("more_body", False):
            break
    return bytes(body)


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
        _("This is larger than {limit} KB, the most that can be sent here. Shorten it, then send it again."),
        limit=limit // 1024,
    )
