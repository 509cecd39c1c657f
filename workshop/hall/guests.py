"""Who comes: participants who ask for what everyone in their session may see. Asked for all who come meanwhile at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from workshop.hall.queries import Place, places_of
from workshop.live import clock
from workshop.live.models import Room
from workshop.people.models import Participant
from workshop.people.seats import Seat
from workshop.sessions.models import Session


@dataclass(frozen=True)
class Coming:
    """A browser with these seats asks for something of this session; for a page, also where its person sits."""

    session: UUID
    seats: tuple[Seat, ...]
    wants_place: bool


@dataclass(frozen=True)
class Guest:
    """A participant whose seat holds, in a session that is not over. `versions` were read before anything else."""

    person: Participant
    hall: UUID
    versions: dict[UUID, int]
    place: Place | None


def welcome(coming: Sequence[Coming]) -> list[Guest | None]:
    """A guest for each who comes and may; by two queries for all, and three more where places are wanted."""
    clock.database_milliseconds()  # what is answered carries it on
    versions: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    halls: dict[UUID, UUID] = {}
    heard = Room.objects.filter(session__in={one.session for one in coming}, kind__in=(Room.Kind.HALL, Room.Kind.WALL))
    for session, room, kind, version in heard.values_list("session", "pk", "kind", "version"):
        versions[session][room] = version
        if kind == Room.Kind.HALL:
            halls[session] = room
    present = Participant.objects.present().select_related("session").exclude(session__state=Session.State.FINISHED)
    seated = present.in_bulk({person for one in coming for person, _generation in one.seats})
    people = [_person(one, seated) for one in coming]
    places = places_of([person for one, person in zip(coming, people, strict=True) if person and one.wants_place])
    return [
        Guest(person, halls[person.session_id], versions[person.session_id], places.get(person.pk)) if person else None
        for person in people
    ]


def _person(one: Coming, seated: dict[UUID, Participant]) -> Participant | None:
    mine = (seated[pk] for pk, generation in one.seats if pk in seated and seated[pk].generation == generation)
    return next((person for person in mine if person.session_id == one.session), None)
