"""The porch: what is the same for everyone in a session is answered before Django's middleware and views are asked.

A thousand people open one page within a minute, and a thousand pages fetch one pane when their line comes back. Who asks is
looked up each time, together with all others who ask meanwhile (guests.py); what they get is rendered once for each state of
its rooms and language, however many ask for it. What is a reader's own in it (their name, their table, their link) is a hole
that is filled for each (see live/tags.py).

Everything else goes on into the house: whoever is signed in, strangers, what is not in SHARED, what cannot be kept. So does
the first who asks for something new.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from types import SimpleNamespace
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from workshop.hall import mine
from workshop.hall.guests import Coming, Guest, welcome
from workshop.hall.queries import Place
from workshop.live import clock, shells
from workshop.live.together import Together
from workshop.people import seats

# Views behind for_everyone_in that show every participant of a session the same. A page has holes; a pane has none.
PAGES = ("workshop:hall",)
PANES = (
    "reviews:stage",
    "reviews:strip",
    "reviews:coming",
    "reviews:summaries",
    "reviews:presentation",
    "reviews:comments",
    "reviews:comment-pass",
)
A_SESSIONS = re.compile(r"/s/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(/.*)")
KEPT_AT_MOST = 200
MY_PANE = "workshop/hall/mine/pane.html"
EACH_ITS_OWN = {b"content-length", b"database-time", b"rooms"}
TRIES = 2  # what was rendered for another, a moment before one's own question, may be older than that

Send = Callable[[dict], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    coming: Coming
    key: tuple  # whatever but the rooms' state can change the answer
    etag: bytes


@dataclass(frozen=True)
class Kept:
    """An answer of the house, as it is for everyone."""

    headers: list[tuple[bytes, bytes]]
    parts: list[bytes]  # every second one is the name of a hole
    versions: dict[UUID, int]
    language: str
    etag: bytes

    def shows(self, versions: dict[UUID, int]) -> bool:
        """Exactly these: one that is further may come from a database that was replaced by an older one."""
        return all(version == versions.get(room) for room, version in self.versions.items())

    def is_no_older_than(self, versions: dict[UUID, int]) -> bool:
        return all(version >= versions.get(room, 0) for room, version in self.versions.items())


class Porch:
    def __init__(self, house) -> None:
        self._house = house
        self._kept: dict[tuple, Kept] = {}
        self._being_asked: dict[tuple, asyncio.Future[Kept | None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: dict, receive, send: Send) -> None:
        asked = _read(scope)
        guest = await self._guest(asked.coming) if asked else None
        kept = await self._answer_for(scope, asked, guest) if asked and guest else None
        if asked is None or guest is None or kept is None:
            await self._house(scope, receive, send)
        elif asked.etag and asked.etag == kept.etag:
            await _send(send, 304, kept, b"")
        else:
            await _send(send, 200, kept, _filled(kept, guest, scope))

    async def _guest(self, coming: Coming) -> Guest | None:
        try:
            return await self._guests().ask(coming)
        except DatabaseError:  # the house finds the same, and has words for it
            return None

    def _guests(self) -> Together[Coming, Guest | None]:
        if self._loop is not asyncio.get_running_loop():
            self._loop = asyncio.get_running_loop()
            self._together = Together(welcome)
            self._being_asked.clear()
        return self._together

    async def _answer_for(self, scope: dict, asked: Asked, guest: Guest) -> Kept | None:
        """What is stored, if it shows the rooms as the guest finds them; else the house is asked, once for all who wait."""
        kept = self._kept.get(asked.key)
        if kept is not None and kept.shows(guest.versions):
            return kept
        for _try in range(TRIES):
            question = self._being_asked.get(asked.key)
            if question is None:
                question = self._being_asked[asked.key] = asyncio.ensure_future(self._ask_house(scope))
                question.add_done_callback(lambda _done: self._being_asked.pop(asked.key, None))
            kept = await asyncio.shield(question)
            if kept is None:
                return None
            self._kept.pop(asked.key, None)
            self._kept[asked.key] = kept
            if len(self._kept) > KEPT_AT_MOST:
                del self._kept[next(iter(self._kept))]
            if kept.is_no_older_than(guest.versions):
                break
        return kept

    async def _ask_house(self, scope: dict) -> Kept | None:
        headers = [(name, value) for name, value in scope["headers"] if name != b"if-none-match"]
        answer: list[dict] = []
        questions = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> dict:
            if (question := next(questions, None)) is None:
                await asyncio.Event().wait()  # nobody hangs up on the house
            return question or {}

        async def send(event: dict) -> None:
            answer.append(event)

        await self._house(scope | {"headers": headers, shells.SCOPE: True}, receive, send)
        return _kept(answer[0], b"".join(event.get("body", b"") for event in answer[1:]))


def _read(scope: dict) -> Asked | None:
    """Who asks for what, if it is something for everyone and they come with nothing but a seat."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
        return None
    named = A_SESSIONS.fullmatch(scope["path"])
    if named is None or named[2] not in _shared():
        return None
    headers = dict(scope["headers"])
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    sits = _seats(cookies.get(settings.SEATS_COOKIE_NAME, ""))
    if not sits or settings.SESSION_COOKIE_NAME in cookies or settings.CSRF_COOKIE_NAME not in cookies:
        return None
    key = (
        scope["path"],
        scope["scheme"],
        *(headers.get(name) for name in (b"host", b"x-forwarded-proto", b"accept-language", b"hx-request")),
        cookies.get(settings.LANGUAGE_COOKIE_NAME),
    )
    coming = Coming(UUID(named[1]), sits, wants_place=_shared()[named[2]])
    return Asked(coming, key, headers.get(b"if-none-match", b""))


def _kept(start: dict, body: bytes) -> Kept | None:
    """The house's answer, if it can be kept."""
    headers = {name.lower().decode(): value.decode("latin-1") for name, value in start["headers"]}
    if start["status"] != 200 or "set-cookie" in headers:
        return None
    rooms = headers.get("rooms") or f"{headers['room']}:{headers['room-version']}"
    return Kept(
        headers=[(name, value) for name, value in start["headers"] if name.lower() not in EACH_ITS_OWN],
        parts=shells.parts(body),
        versions=shells.versions(rooms),
        language=headers["content-language"],
        etag=headers.get("etag", "").encode(),
    )


def _filled(kept: Kept, guest: Guest, scope: dict) -> bytes:
    if len(kept.parts) == 1:
        return kept.parts[0]
    with translation.override(kept.language):
        holes = _Holes(guest, scope)
        return b"".join(
            holes.fill(part.decode()).encode() if number % 2 else part for number, part in enumerate(kept.parts)
        )


class _Holes:
    """What is a reader's own in a page: most holes are named by their template."""

    def __init__(self, guest: Guest, scope: dict) -> None:
        self._guest = guest
        scheme = "https" if settings.TLS else scope["scheme"]
        origin = f"{scheme}://{dict(scope['headers'])[b'host'].decode()}"  # the house answered to it, so it is ours
        seat = mine.seat_of(guest.person.session, guest.person, None, guest.place or Place(), origin)
        self._context = seat | {"request": SimpleNamespace(participant=guest.person)}

    def fill(self, name: str) -> str:
        if name == shells.NOW:
            return str(clock.carried_on_milliseconds())
        if name == MY_PANE:
            return self._my_pane()
        return render_to_string(name, self._context).strip()

    def _my_pane(self) -> str:
        pane = {
            "name": "workshop:me",
            "fetch_on": "dealt people",
            "address": reverse("workshop:me", kwargs={"session": self._guest.person.session_id}),
            "room": self._guest.hall,
            "version": self._guest.versions[self._guest.hall],
            "content": mark_safe(render_to_string("workshop/hall/_me.html", self._context)),  # noqa: S308  ours
            "shown": True,
        }
        return render_to_string("components/_pane.html", pane).strip()


async def _send(send: Send, status: int, kept: Kept, body: bytes) -> None:
    headers = [*kept.headers, (b"database-time", str(clock.carried_on_milliseconds()).encode())]
    if status == 200:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@cache
def _shared() -> dict[str, bool]:
    """The ends of the addresses that are the same for everyone, and whether each is a page."""
    anyone = UUID(int=0)
    addresses = {name: reverse(name, kwargs={"session": anyone}) for name in PAGES + PANES}
    return {address.removeprefix(f"/s/{anyone}"): name in PAGES for name, address in addresses.items()}


@lru_cache(maxsize=4096)
def _seats(cookie: str) -> tuple[seats.Seat, ...]:
    return tuple(seats.read(cookie))
