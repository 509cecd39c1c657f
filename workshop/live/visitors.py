"""Who stands at the door. `live` asks; the features above answer (see settings.LIVE_VISITORS)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string


class Visitor(Protocol):
    """One browser: its seats, its account, or the token of a screen."""

    def rooms(self, kind: str) -> QuerySet:
        """The rooms of this kind the visitor may hear now."""

    def facilitates(self, session_id: UUID) -> bool: ...

    def name_in(self, session_id: UUID) -> str | None:
        """The id by which the others at a table know this visitor; None for who only listens."""

    @property
    def keys(self) -> frozenset[str]:
        """What a message of removal may name: `participant:…`, `login:…`, `user:…`."""


class Visitors(Protocol):
    def from_scope(self, scope: dict) -> Visitor:
        """The visitor behind a socket's cookies. Reads the database."""

    def screen(self, token: str) -> Visitor:
        """The visitor a wall's token stands for."""

    def still_valid(self, visitors: Iterable[Visitor]) -> set[Visitor]:
        """Those whose sign-in and seats still hold, by few queries for all."""


@cache
def visitors() -> Visitors:
    return import_string(settings.LIVE_VISITORS)()
