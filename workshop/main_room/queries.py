"""What everybody's page needs. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from workshop.groups import names
from workshop.groups import queries as groups
from workshop.groups.models import Group
from workshop.people.models import Participant
from workshop.sessions.models import Session


@dataclass(frozen=True)
class Place:
    """A person's table and who is there with them. `late` says that the person has no table although groups are assigned."""

    group: Group | None = None
    others: list[Participant] = field(default_factory=list)
    late: bool = False
    earlier: list[Group] = field(default_factory=list)  # the tables of earlier rounds

    @property
    def leads_to(self) -> str:
        """What a page that shows no table says of where it leads (see views.way)."""
        return str(self.group.pk) if self.group else "nowhere"

    def shown(self) -> dict[str, Any]:
        """As templates know it, in the language in force."""
        return {
            "my_group": self.group,
            "my_group_name": names.shown(self.group.number) if self.group else "",
            "with_me": self.others,
            "late": self.late,
            "my_earlier": [(group, names.shown_earlier(group)) for group in self.earlier],
        }


def shown_place_of(session: Session, participant: Participant | None) -> dict[str, Any]:
    """A participant's place, as templates know it; an empty one for a visitor who has not joined."""
    return place_of(participant).shown()


def place_of(participant: Participant | None) -> Place:
    return places_of([participant])[participant.pk] if participant else Place()


def places_of(people: Sequence[Participant]) -> dict[UUID, Place]:
    """By three queries, however many people."""
    if not people:
        return {}
    in_force = groups.rounds_in_force({person.session_id for person in people})
    tables = groups.groups_by_person(people)
    mine = {
        person.pk: next((group for group in tables[person.pk] if group.round_id == in_force[person.session_id]), None)
        for person in people
        if person.session_id in in_force
    }
    members = groups.people_by_group({group.pk for group in mine.values() if group})
    for current in filter(None, mine.values()):
        current.in_force = True
    return {
        person.pk: Place(
            group=(group := mine.get(person.pk)),
            others=[other for other in members[group.pk] if other.pk != person.pk] if group else [],
            late=person.session_id in in_force and not group,
            earlier=[one for one in tables[person.pk] if one != group],
        )
        for person in people
    }
