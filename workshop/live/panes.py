"""Panes: the idempotent GETs that a page consists of. Everyone who may hear the room gets the same bytes."""

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

    The room's version is read before and after the content, and the content is read again if the version changed, so that the
    header and the bytes belong together. If it keeps changing, the header has the older version, and the browser receives at worst
    some events twice. `variant` distinguishes what a room shows to different audiences (never to persons). Check permission first.
    """
    after = _version(room)
    for _attempt in range(READS_AT_MOST):
        version = after
        tag = tag_of(template, room.pk, version, variant)
        if request.headers.get("If-None-Match") == f'"{tag}"':
            return _with_headers(HttpResponseNotModified(), room, version, tag)
        body = render_to_string(template, context() | {"room": room}).encode()
        after = _version(room)
        if after == version:
            break
    return _with_headers(HttpResponse(body), room, version, tag)


@dataclass(frozen=True)
class SharedPane:
    """A pane that everyone in a session's room (not a table's) sees alike, so that frames can carry it.

    `name` is its URL name, `changed_by` the kinds of events (see docs/protocol.md) that change it. `context` reads from the session
    what `template` shows, and `is_short` decides from this context whether the pane is rendered for a frame.
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
    """Register a pane that frames carry. Every other pane of that kind of room must then be shared too, or use data-fetch-on."""
    shared = SharedPane(name, kind, template, context, **more)
    _shared[kind].append(shared)
    return shared


def changed(room: Room, what: str) -> dict[str, str | None] | None:
    """The shared panes that this event changes, with their markup in the active language, or None for one that is too long.

    None instead of a dictionary if this kind of room has no shared panes: then browsers fetch.
    """
    if room.kind not in _shared:
        return None
    found: dict[str, str | None] = {}
    read: dict[Callable, dict] = {}  # panes with the same context read it once
    for shared in _shared[room.kind]:
        if what in shared.changed_by:
            if shared.context not in read:
                read[shared.context] = shared.context(room.session)
            context = read[shared.context] | {"room": room}
            found[shared.name] = render_to_string(shared.template, context) if shared.is_short(context) else None
    return found


def unkept(request: HttpRequest, room: Room, template: str, context: Callable[[], dict]) -> HttpResponse:
    """Answer a pane that is personal, or whose changes no room tells. Its ETag is a digest of its bytes.

    The version is read before the content, so a change in between is fetched once more and never missed.
    """
    version = _version(room)
    body = render_to_string(template, context() | {"room": room}).encode()
    tag = tag_of_body(body)
    same = request.headers.get("If-None-Match") == f'"{tag}"'
    return _with_headers(HttpResponseNotModified() if same else HttpResponse(body), room, version, tag)


def told(response: HttpResponse, room: Room) -> HttpResponse:
    """Add to the answer to a write the version that tells it: a browser that has not received it within a second fetches."""
    response["Room-Version"] = f"{room.pk} {room.version}"
    return response


def tag_of(template: str, room_id: UUID, version: int, variant: str = "") -> str:
    """The ETag of a pane in the active language, without quotes."""
    parts = (settings.APP_VERSION, template, str(room_id), str(version), get_language(), variant)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def tag_of_body(body: bytes) -> str:
    """The same for a pane whose content no version identifies."""
    return hashlib.sha256(body).hexdigest()[:32]


def _version(room: Room) -> int:
    return Room.objects.values_list("version", flat=True).get(pk=room.pk)


def _with_headers(response: HttpResponse, room: Room, version: int, tag: str) -> HttpResponse:
    response["App-Version"] = settings.APP_VERSION
    response["Room"] = str(room.pk)
    response["Room-Version"] = str(version)
    response["Database-Time"] = str(clock.database_milliseconds())
    response["ETag"] = f'"{tag}"'
    return response
