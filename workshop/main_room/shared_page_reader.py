"""The participant who is about to be answered from the shared-page cache. The personal parts of the page are made from this."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.main_room.shared_page_access import PageVisitor
from workshop.people.models import Participant
from workshop.sessions.models import Session


@dataclass(frozen=True)
class Reader:
    visitor: PageVisitor
    language: str
    origin: str  # what our addresses begin with, such as https://example.com
    address: dict[str, Any]  # what the address names: session, perhaps group

    @property
    def person(self) -> Participant:
        return self.visitor.person

    @property
    def session(self) -> Session:
        return self.visitor.person.session

    @property
    def main_room(self) -> tuple[UUID, int]:
        """The room, and the version that what is read next is no older than."""
        return self.visitor.main_room, self.visitor.versions[self.visitor.main_room]

    @property
    def group(self) -> Group | None:
        """The group whose table the address names. The reader is a member."""
        return self.visitor.place.group if self.visitor.table else None

    @cached_property
    def table(self) -> Room | None:
        """That table's room at the version that what is read next is no older than."""
        if self.visitor.table is None or self.group is None:
            return None
        room, version = self.visitor.table
        return Room(pk=room, version=version, session=self.session, kind=Room.Kind.TABLE, subject=self.group.pk)
