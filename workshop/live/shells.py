"""Shells: pages that are the same for everyone in a session, with holes for what is each reader's own.

Who asks for a shell (hall/porch.py) says so in the ASGI scope, where no browser can write. The tags of live/tags.py then leave
holes, and the view says which rooms' states the shell shows.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse

SCOPE = "hashira.shell"
ROOMS = "Rooms"
NOW = "now"  # the hole for the database's time
_HOLE = re.compile(rb"\x00([^\x00]+)\x00")  # nobody can write NUL: forms and PostgreSQL refuse it


def is_wanted(request: HttpRequest | None) -> bool:
    return bool(getattr(request, "scope", {}).get(SCOPE))


def hole(name: str) -> str:
    return f"\x00{name}\x00"


def parts(body: bytes) -> list[bytes]:
    """What stands between the holes; every second part is the name of a hole."""
    return _HOLE.split(body)


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
