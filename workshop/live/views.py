"""Presence for pages without a socket (ADR 41)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from workshop.live import hub
from workshop.live.visitors import visitors


@require_safe
def here(request: HttpRequest) -> JsonResponse:
    """The `here` frames of these rooms, where the visitor then counts as present; rooms without access are left out."""
    rooms: dict[UUID, None] = {}
    for room in request.GET.getlist("room")[: hub.ROOMS_A_SOCKET]:
        with suppress(ValueError):
            rooms[UUID(room)] = None
    visitor = request.visitor  # type: ignore[attr-defined]  # set by the middleware of the people
    found = visitors().room_access([(visitor, room, "") for room in rooms]) if rooms else []
    is_hidden = "hidden" in request.GET
    frames = [hub.polled(access, is_hidden=is_hidden) for access in found if access]
    response = JsonResponse([frame for frame in frames if frame], safe=False)
    response["Cache-Control"] = "no-store"
    return response
