"""Views whose page is rendered once for many readers: what differs between readers is left as slots, which are filled for each.

A view declares this by `for_many`. The shared-page cache (web/page_cache/cache.py) asks for a page with slots in the ASGI scope,
which no browser can write. The tags of live/tags.py then render slots, and the view says which versions of rooms the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse

SCOPE = "hashira.shared_page"
ROOMS = "Rooms"
NOW = "now"  # the slot for the database's time
_SLOT = re.compile(rb"\x00([^\x00]+)\x00")  # no content has NUL: forms and PostgreSQL refuse it


class Filled(NamedTuple):
    """A pane rendered for one reader, or for those at one table."""

    room: UUID
    version: int
    body: bytes
    tag: str


# Renders the pane of a reader, who is a Reader of workshop/main_room/shared_page_reader.py.
Own = Callable[[Any], Awaitable[Filled]]


@dataclass(frozen=True)
class ForMany:
    """How a view is rendered for many. `own` renders the pane for one reader, if it is not the same for everyone."""

    own: Own | None
    wants_place: bool


_owns: dict[str, Own] = {}


def for_many(*, own: Own | None = None, wants_place: bool = False) -> Callable[[Callable], Callable]:
    """For a view behind for_everyone_in or at_the_table whose answer is the same for all participants with access.

    A page may have slots; with `wants_place` they include the reader's table. A pane that is not the same for everyone
    names the function that renders it.
    """

    def marked(view: Callable) -> Callable:
        view.for_many = ForMany(own, wants_place)  # type: ignore[attr-defined]
        if own:
            _owns[_name(own)] = own
        return view

    return marked


def said_by(view: Callable) -> ForMany | None:
    """What the view declared. Decorators that check access keep it."""
    return getattr(view, "for_many", None)


def own_named(name: str) -> Own | None:
    """The function that renders the pane of this slot."""
    return _owns.get(name)


def slots_of_pane(request: HttpRequest | None, view: Callable) -> dict[str, str] | None:
    """The slots for a pane that is not the same for everyone; None unless a page with slots is rendered."""
    said = said_by(view)
    if said is None or said.own is None or not is_wanted(request):
        return None
    return {part: slot(f"{_name(said.own)} {part}") for part in ("room", "version", "body")}


def _name(own: Own) -> str:
    return f"{own.__module__}.{own.__qualname__}"


def is_wanted(request: HttpRequest | None) -> bool:
    return bool(getattr(request, "scope", {}).get(SCOPE))


def slot(name: str) -> str:
    return f"\x00{name}\x00"


def slot_or(request: HttpRequest, name: str, value: object) -> object:
    """A value that differs between readers, or the slot for it in a page with slots."""
    return slot(name) if is_wanted(request) else value


def in_address(address: str) -> str:
    """An address in which the marks of a slot were percent-encoded, with the slot restored."""
    return address.replace("%00", "\x00")


def parts(body: bytes) -> list[bytes]:
    """Split a body at its slots; every second part is the name of a slot."""
    return _SLOT.split(body)


def saw(request: HttpRequest, room: str, version: str) -> None:
    """Note that a pane of the page shows this room at this version. Of two versions of one room the first counts."""
    request.__dict__.setdefault("rooms_seen", {}).setdefault(room, version)


def note_rooms(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """In a page with slots, add the header that tells the cache which versions of which rooms the page shows."""
    if is_wanted(request):
        response[ROOMS] = ",".join(f"{room}:{version}" for room, version in request.__dict__["rooms_seen"].items())
    return response


def versions(rooms: str) -> dict[UUID, int]:
    """Parse the header of note_rooms()."""
    pairs = (each.split(":") for each in rooms.split(","))
    return {UUID(room): int(version) for room, version in pairs}
