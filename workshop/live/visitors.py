"""Who stands at the door. `live` asks; the features above answer (see settings.LIVE_VISITORS)."""

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
    """A place in a room. `name` is the id by which the others there know who sits in it; None for who only listens.

    `token` is the screen's token that opened this room; empty where no token did. It belongs to this room on this socket
    alone: the visitor stays who they were, and the token is compared anew each time the seat is asked for again.
    """

    room: Room
    name: str | None
    token: str = field(default="", repr=False)


class Visitor(Protocol):
    """One browser: its seats and its account. No token ever changes it."""

    def facilitates(self, session_id: UUID) -> bool: ...

    def name_in(self, session_id: UUID) -> str | None:
        """The id by which the others at a table know this visitor; None for who only listens."""

    @property
    def keys(self) -> frozenset[str]:
        """What a message of removal may name: `participant:…`, `login:…`, `user:…`."""


Question = tuple[Visitor, UUID, str]  # may this visitor hear this room, perhaps by this token?


class Visitors(Protocol):
    async def from_scope(self, scope: dict) -> Visitor:
        """The visitor behind a socket's cookies. Asks the database where one of them is a sign-in's."""

    def room_access(self, asked: Sequence[Question]) -> list[RoomAccess | None]:
        """For each question the seat there is now, or None. By few queries for all.

        Whether a room exists at all is not for others to know.
        """


@cache
def visitors() -> Visitors:
    return import_string(settings.LIVE_VISITORS)()
