"""The shared-page cache answers pages that participants share, ahead of Django's middleware and views (ADR 14, ADR 30).

A thousand people open one page within a minute, or are sent to their tables within a second, and a thousand pages fetch one pane
when connections return. Access is read from the database for each request, together with all other requests of that moment
(main_room/shared_page_access.py). The page is rendered once for each language and state of its rooms. What differs between
readers (their name, their table, their link) is a slot that is filled for each, and so is what only one table sees.

A view declares that it is shared (live/shared_pages.py). Django answers everything else: visitors who are signed in, strangers,
other addresses and what cannot be cached.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from django.urls import Resolver404, resolve

from workshop.live import clock, shared_pages
from workshop.live.batching import BatchingLoader
from workshop.live.version_cache import VersionCache
from workshop.main_room.shared_page_access import PageRequest, PageVisitor, admit
from workshop.main_room.shared_page_reader import Reader
from workshop.people import memberships
from workshop.web.page_cache import slots

CACHE_BYTES = 16 * 1024 * 1024  # bytes
EACH_ITS_OWN = {b"content-length", b"database-time", b"rooms"}
OF_A_PANE = {b"room", b"room-version", b"etag"}
TELL_APART = (b"x-forwarded-proto", b"accept-language", b"hx-request")
FORWARDED_HEADERS = {b"host", b"cookie", *TELL_APART}  # nothing that is not in the key may change what all get
LONGEST = 4096  # bytes of what is remembered by what somebody sent

Send = Callable[[dict], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Asked:
    page_request: PageRequest
    said: shared_pages.ForMany  # by its view
    address: dict[str, Any]  # what it names: session, perhaps group
    key: tuple  # whatever but the rooms' state can change what many get alike
    etag: bytes
    origin: str


@dataclass(frozen=True)
class CachedPage:
    """An answer of Django, as it is for everyone."""

    headers: Headers
    parts: list[bytes]  # every second one is the name of a slot
    versions: dict[UUID, int]
    language: str
    etag: bytes

    @property
    def size(self) -> int:
        return sum(map(len, self.parts)) + 2 * LONGEST  # with its key, and what Python adds

    def shows(self, versions: dict[UUID, int]) -> bool:
        return all(version == versions.get(room) for room, version in self.versions.items())

    def is_no_older_than(self, versions: dict[UUID, int]) -> bool:
        return all(version >= versions.get(room, 0) for room, version in self.versions.items())


@dataclass(frozen=True)
class Answer:
    headers: Headers
    body: bytes
    etag: bytes


class PageCache:
    """`application` is asked for the pages that are not cached yet."""

    def __init__(self, application) -> None:
        self._application = application
        self._visitors: BatchingLoader[PageRequest, PageVisitor | None] = BatchingLoader(admit)
        self._pages: VersionCache[tuple, dict[UUID, int], CachedPage] = VersionCache(CACHE_BYTES)

    async def answers(self, scope: dict, send: Send) -> bool:
        """Answer the request, unless Django has to."""
        asked = _read(scope)
        answer = await self._answer(scope, asked) if asked else None
        if asked is None or answer is None:
            return False
        if asked.etag and asked.etag == answer.etag:
            await _send(send, 304, answer.headers, b"")
        else:
            await _send(send, 200, answer.headers, answer.body)
        return True

    async def _answer(self, scope: dict, asked: Asked) -> Answer | None:
        """None where Django has to answer. Nothing cached is given before access has been read from the database."""
        try:
            visitor = await self._visitors.load(asked.page_request)
            if visitor is None:
                return None
            page = await self._pages.get(
                asked.key, visitor.versions, partial(self._ask_application, scope, asked, visitor)
            )
            if page is None:
                return None
            reader = Reader(visitor, page.language, asked.origin, asked.address)
            if asked.said.own:
                return _pane(page, await asked.said.own(reader))
            return Answer(page.headers, await slots.filled(page.parts, reader), page.etag)
        except DatabaseError:  # Django fails in the same way and shows its error page
            return None

    async def _ask_application(self, scope: dict, asked: Asked, visitor: PageVisitor) -> CachedPage | None:
        headers = [(name, value) for name, value in scope["headers"] if name in FORWARDED_HEADERS]
        answer: list[dict] = []
        questions = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> dict:
            if (question := next(questions, None)) is None:
                await asyncio.Event().wait()  # this client never disconnects
            return question or {}

        async def send(event: dict) -> None:
            answer.append(event)

        await self._application(scope | {"headers": headers, shared_pages.SCOPE: True}, receive, send)
        return _cached_page(answer[0], b"".join(event.get("body", b"") for event in answer[1:]), asked, visitor)


def _read(scope: dict) -> Asked | None:
    """What is asked for, if its page is shared and the browser sends memberships and no sign-in."""
    if scope["method"] != "GET" or scope["query_string"]:
        return None
    headers = dict(scope["headers"])
    sent = (scope["path"].encode(), *(headers.get(name, b"") for name in (b"host", b"cookie", *TELL_APART)))
    if sum(map(len, sent)) > LONGEST or b"writer" in headers:
        return None
    found = _resolved(scope["path"])
    if found is None:
        return None
    name, said, address = found
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    memberships = _memberships(cookies.get(settings.MEMBERSHIPS_COOKIE_NAME, ""))
    if not memberships or settings.SESSION_COOKIE_NAME in cookies or settings.CSRF_COOKIE_NAME not in cookies:
        return None
    host = headers.get(b"host", b"")
    key = (
        name,
        *(value for part, value in address.items() if part == "session" or not (said.own or part == "group")),
        scope["scheme"],
        host,
        *(headers.get(name) for name in TELL_APART),
        cookies.get(settings.LANGUAGE_COOKIE_NAME),
    )
    page_request = PageRequest(
        address["session"], memberships, table=address.get("group"), wants_place=said.wants_place
    )
    origin = f"{'https' if settings.TLS else scope['scheme']}://{host.decode('latin-1')}"  # as Django builds it
    return Asked(page_request, said, address, key, headers.get(b"if-none-match", b""), origin)


@lru_cache(maxsize=4096)
def _resolved(path: str) -> tuple[str, shared_pages.ForMany, dict[str, Any]] | None:
    """The name of what this address leads to, how its view is answered, and what the address names."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    said = shared_pages.said_by(found.func)
    return (found.view_name, said, found.kwargs) if said else None


def _cached_page(start: dict, body: bytes, asked: Asked, visitor: PageVisitor) -> CachedPage | None:
    """Django's answer to this visitor, if it can be cached for all. Of a pane that differs between readers only its headers are."""
    headers = {name.lower().decode(): value.decode("latin-1") for name, value in start["headers"]}
    if start["status"] != 200 or "set-cookie" in headers:
        return None
    left_out = EACH_ITS_OWN | OF_A_PANE if asked.said.own else EACH_ITS_OWN
    rooms = headers.get("rooms") or f"{headers['room']}:{headers['room-version']}"
    return CachedPage(
        headers=[(name, value) for name, value in start["headers"] if name.lower() not in left_out],
        parts=[] if asked.said.own else shared_pages.parts(_of_any_table(body, asked, visitor)),
        # The versions from before Django was asked, since it may read content before it reads the first version.
        versions={}
        if asked.said.own
        else {room: visitor.versions.get(room, 0) for room in shared_pages.versions(rooms)},
        language=headers["content-language"],
        etag=headers.get("etag", "").encode(),
    )


def _of_any_table(body: bytes, asked: Asked, visitor: PageVisitor) -> bytes:
    """Replace the ids of the table that was asked for by slots."""
    if visitor.table:
        body = body.replace(str(asked.address["group"]).encode(), shared_pages.slot(slots.TABLE).encode())
        body = body.replace(str(visitor.table[0]).encode(), shared_pages.slot(slots.ROOM).encode())
    return body


def _pane(page: CachedPage, pane: shared_pages.Filled) -> Answer:
    etag = f'"{pane.tag}"'.encode()
    named = (b"room", str(pane.room).encode()), (b"room-version", str(pane.version).encode()), (b"etag", etag)
    return Answer([*page.headers, *named], pane.body, etag)


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    headers = [*headers, (b"database-time", str(clock.carried_on_milliseconds()).encode())]
    if status == 200:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@lru_cache(maxsize=4096)
def _memberships(cookie: str) -> tuple[memberships.Membership, ...]:
    return tuple(memberships.read(cookie))
