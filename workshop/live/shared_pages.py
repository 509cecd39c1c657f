"""Views that are answered for many at once: what differs from reader to reader in them is left as holes, and filled for each.

A view says so itself, by `for_many`. Who asks for a shell (web/page_cache/cache.py) says so in the ASGI scope, where no browser can write.
The tags of live/tags.py then leave holes, and the view says which rooms' states the shell shows.
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
NOW = "now"  # the hole for the database's time
_SLOT = re.compile(rb"\x00([^\x00]+)\x00")  # nobody can write NUL: forms and PostgreSQL refuse it


class Filled(NamedTuple):
    """A pane made for one reader, or for those at one table."""

    room: UUID
    version: int
    body: bytes
    tag: str


Own = Callable[
    [Any], Awaitable[Filled]
]  # makes the pane of a reader, as workshop/main_room/shared_page_reader.py knows them


@dataclass(frozen=True)
class ForMany:
    """How a view is answered for many at once. `own` makes what a reader gets of a pane that is not the same for everyone."""

    own: Own | None
    wants_place: bool


_owns: dict[str, Own] = {}


def for_many(*, own: Own | None = None, wants_place: bool = False) -> Callable[[Callable], Callable]:
    """For a view behind for_everyone_in or at_the_table: every participant who may ask for it is answered the same.

    A page may have holes. For those that say where somebody sits it `wants_place`. A pane that is not the same for everyone
    names the function that makes it.
    """

    def marked(view: Callable) -> Callable:
        view.for_many = ForMany(own, wants_place)  # type: ignore[attr-defined]
        if own:
            _owns[_name(own)] = own
        return view

    return marked


def said_by(view: Callable) -> ForMany | None:
    """As the view said; the doors around it say the same."""
    return getattr(view, "for_many", None)


def own_named(name: str) -> Own | None:
    """The function behind the hole of a pane."""
    return _owns.get(name)


def slots_of_pane(request: HttpRequest | None, view: Callable) -> dict[str, str] | None:
    """In a shell, what a page knows of a pane that is not the same for everyone: holes."""
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
    """A value that differs from reader to reader; in a shell, the hole for it."""
    return slot(name) if is_wanted(request) else value


def in_address(address: str) -> str:
    """An address of ours, in which a hole was quoted like everything else."""
    return address.replace("%00", "\x00")


def parts(body: bytes) -> list[bytes]:
    """What stands between the holes; every second part is the name of a hole."""
    return _SLOT.split(body)


def saw(request: HttpRequest, room: str, version: str) -> None:
    """A pane of the page shows this room at this version. Where two differ, the one that was read first counts."""
    request.__dict__.setdefault("rooms_seen", {}).setdefault(room, version)


def note_rooms(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """For a view that makes a shell: say, to who asked for it, which rooms at which versions it shows."""
    if is_wanted(request):
        response[ROOMS] = ",".join(f"{room}:{version}" for room, version in request.__dict__["rooms_seen"].items())
    return response


def versions(rooms: str) -> dict[UUID, int]:
    """What note_rooms() said."""
    pairs = (each.split(":") for each in rooms.split(","))
    return {UUID(room): int(version) for room, version in pairs}
