"""Panes: the idempotent GETs a page is made of. The same bytes for all who may hear the room; permission is asked before."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.translation import get_language

from workshop.live import clock
from workshop.live.models import Room

READS_AT_MOST = 4


def pane(
    request: HttpRequest, room: Room, template: str, context: Callable[[], dict], *, variant: str = ""
) -> HttpResponse:
    """Answer a pane of `room` by rendering `template` with what `context()` reads, unless the browser shows this version.

    The room's version is read before and after the content and the reading begins again if it moved, so that the header
    and the bytes belong together. Should it move each time, the older version goes into the header: the browser then hears
    the rest, at worst once more than needed. `variant` tells apart what a room shows to different audiences (never to persons).
    """
    after = _version(room)
    for _attempt in range(READS_AT_MOST):
        version = after
        tag = tag_of(template, room.pk, version, variant)
        if request.headers.get("If-None-Match") == f'"{tag}"':
            return _dress(HttpResponseNotModified(), room, version, tag)
        body = render_to_string(template, context() | {"room": room}).encode()
        after = _version(room)
        if after == version:
            break
    return _dress(HttpResponse(body), room, version, tag)


@dataclass(frozen=True)
class SharedPane:
    """A pane that everyone in the main rooms of a session (not a table's) sees alike: what is told there carries it.

    `name` is that of its address, `changed_by` names what is told (see docs/protocol.md) and changes it. Of the session
    `context` reads what `template` shows; `is_short` says of that whether it may be rendered for a frame at all.
    """

    name: str
    kind: Room.Kind
    template: str
    context: Callable[[Any], dict]
    changed_by: frozenset[str] = frozenset()
    is_short: Callable[[dict], bool] = field(default=lambda _context: True)

    def answer(self, request: HttpRequest, session: Any) -> HttpResponse:
        room = Room.objects.get(session=session, kind=self.kind)
        return pane(request, room, self.template, lambda: self.context(session))


_shared: dict[str, list[SharedPane]] = defaultdict(list)


def share(name: str, kind: Room.Kind, template: str, context: Callable[[Any], dict], **more: Any) -> SharedPane:
    """A pane that tellings carry. Where a kind of room has one, each of its panes has to be shared, or named in data-fetch-on."""
    shared = SharedPane(name, kind, template, context, **more)
    _shared[kind].append(shared)
    return shared


def changed(room: Room, what: str) -> dict[str, str | None] | None:
    """What is told changes these panes of the room: each with its markup in the language in force, None where that is too long.

    None alone where the room's panes are fetched, whatever is told.
    """
    if room.kind not in _shared:
        return None
    found: dict[str, str | None] = {}
    read: dict[Callable, dict] = {}  # panes that show the same read it once
    for shared in _shared[room.kind]:
        if what in shared.changed_by:
            if shared.context not in read:
                read[shared.context] = shared.context(room.session)
            context = read[shared.context] | {"room": room}
            found[shared.name] = render_to_string(shared.template, context) if shared.is_short(context) else None
    return found


def unkept(request: HttpRequest, room: Room, template: str, context: Callable[[], dict]) -> HttpResponse:
    """A pane that shows a person what is theirs, or what no room tells: its bytes alone say whether it has changed.

    The version is read before the content: what is told meanwhile is then fetched once more, never missed.
    """
    version = _version(room)
    body = render_to_string(template, context() | {"room": room}).encode()
    tag = tag_of_body(body)
    same = request.headers.get("If-None-Match") == f'"{tag}"'
    return _dress(HttpResponseNotModified() if same else HttpResponse(body), room, version, tag)


def told(response: HttpResponse, room: Room) -> HttpResponse:
    """The answer to a write, with the version that tells it: a browser that has not heard it in a second fetches."""
    response["Room-Version"] = f"{room.pk} {room.version}"
    return response


def tag_of(template: str, room_id: UUID, version: int, variant: str = "") -> str:
    """What names the bytes of a pane in the language in force."""
    parts = (settings.APP_VERSION, template, str(room_id), str(version), get_language(), variant)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def tag_of_body(body: bytes) -> str:
    """The same for a pane that shows what no version tells."""
    return hashlib.sha256(body).hexdigest()[:32]


def _version(room: Room) -> int:
    return Room.objects.values_list("version", flat=True).get(pk=room.pk)


def _dress(response: HttpResponse, room: Room, version: int, tag: str) -> HttpResponse:
    response["App-Version"] = settings.APP_VERSION
    response["Room"] = str(room.pk)
    response["Room-Version"] = str(version)
    response["Database-Time"] = str(clock.database_milliseconds())
    response["ETag"] = f'"{tag}"'
    return response
