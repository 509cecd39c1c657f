"""Who stands at the door. `live` asks; the features above answer (see settings.LIVE_VISITORS)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from workshop.live.models import Room


@dataclass(frozen=True)
class Seat:
    """A place in a room. `name` is the id by which the others there know who sits in it; None for who only listens."""

    room: Room
    name: str | None


class Visitor(Protocol):
    """One browser: its seats, its account, or the token of a screen."""

    def facilitates(self, session_id: UUID) -> bool: ...

    def name_in(self, session_id: UUID) -> str | None:
        """The id by which the others at a table know this visitor; None for who only listens."""

    @property
    def keys(self) -> frozenset[str]:
        """What a message of removal may name: `participant:…`, `login:…`, `user:…`."""


class Visitors(Protocol):
    async def from_scope(self, scope: dict) -> Visitor:
        """The visitor behind a socket's cookies. Asks the database where one of them is a sign-in's."""

    def screen(self, token: str) -> Visitor:
        """The visitor a wall's token stands for."""

    def seats(self, asked: Sequence[tuple[Visitor, UUID]]) -> list[Seat | None]:
        """For each visitor and room: the seat they may have there now, or None. By few queries for all.

        Whether a room exists at all is not for others to know.
        """

    def still_valid(self, visitors: Iterable[Visitor]) -> set[Visitor]:
        """Those whose sign-in and seats still hold, by few queries for all."""


@cache
def visitors() -> Visitors:
    return import_string(settings.LIVE_VISITORS)()
