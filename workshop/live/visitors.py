"""Visitors and their access to rooms: the interface that `live` uses and settings.LIVE_VISITORS implements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from workshop.live.models import Room


@dataclass(frozen=True)
class RoomAccess:
    """A visitor's access to one room. `name` is the id by which the others there know them; None if they only listen.

    `token` is the screen's token that gave access, or empty. It counts for this room on this socket alone, does not change the
    visitor, and is checked again whenever the access is checked.
    """

    room: Room
    name: str | None
    token: str = field(default="", repr=False)


class Visitor(Protocol):
    """The person behind one browser: its memberships and its account."""

    def facilitates(self, session_id: UUID) -> bool: ...

    def name_in(self, session_id: UUID) -> str | None:
        """The id by which the others at a table know this visitor; None for a visitor who only listens."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys by which messages about rights name this visitor: `participant:…`, `login:…`, `user:…`."""


Question = tuple[Visitor, UUID, str]  # may this visitor hear the room with this id, if need be with this token?


class Visitors(Protocol):
    async def from_scope(self, scope: dict) -> Visitor:
        """The visitor that a socket's cookies belong to. Asks the database if one of them is a sign-in's."""

    def room_access(self, asked: Sequence[Question]) -> list[RoomAccess | None]:
        """The present access for each question, or None, with few queries for all.

        The answer does not reveal whether a room exists.
        """


@cache
def visitors() -> Visitors:
    return import_string(settings.LIVE_VISITORS)()
