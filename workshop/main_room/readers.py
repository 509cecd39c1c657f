"""A reader: a guest who is about to be answered. What is theirs alone is made from this."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.main_room.page_visitors import Guest
from workshop.people.models import Participant
from workshop.sessions.models import Session


@dataclass(frozen=True)
class Reader:
    guest: Guest
    language: str
    origin: str  # what our addresses begin with, such as https://example.com
    address: dict[str, Any]  # what the address names: session, perhaps group

    @property
    def person(self) -> Participant:
        return self.guest.person

    @property
    def session(self) -> Session:
        return self.guest.person.session

    @property
    def hall(self) -> tuple[UUID, int]:
        """The room, and the version that what is read next is no older than."""
        return self.guest.hall, self.guest.versions[self.guest.hall]

    @property
    def group(self) -> Group | None:
        """Whose table the address names. The reader sits there."""
        return self.guest.place.group if self.guest.table else None

    @cached_property
    def table(self) -> Room | None:
        """That table's room at the version that what is read next is no older than."""
        if self.guest.table is None or self.group is None:
            return None
        room, version = self.guest.table
        return Room(pk=room, version=version, session=self.session, kind=Room.Kind.TABLE, subject=self.group.pk)
