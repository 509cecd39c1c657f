"""Which participants the shared-page cache may answer, read at once for all who ask at the same moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from workshop.live import clock
from workshop.live.models import Room
from workshop.main_room.queries import Place, places_of
from workshop.people.memberships import Membership
from workshop.people.models import Participant
from workshop.sessions import access


@dataclass(frozen=True)
class PageRequest:
    """A browser with these memberships asks for a page or a pane of this session, perhaps of one of its tables.

    The person's place is read where it is wanted, and for everything that belongs to a table.
    """

    session: UUID
    memberships: tuple[Membership, ...]
    table: UUID | None = None
    wants_place: bool = False


@dataclass(frozen=True)
class PageVisitor:
    """A participant in a session that is not over. `versions` were read before anything else."""

    person: Participant
    main_room: UUID
    versions: dict[UUID, int]
    place: Place
    table: tuple[UUID, int] | None  # the room of the table that was asked for, and its version


def admit(requests: Sequence[PageRequest]) -> list[PageVisitor | None]:
    """A visitor for each request that the cache may answer, else None. Two queries for all, and three more where places are wanted."""
    clock.database_milliseconds()  # the answers carry this time on
    rooms = _Rooms(requests)
    present = Participant.objects.present().select_related("session")
    present_people = present.in_bulk({person for one in requests for person, _generation in one.memberships})
    people = [_participant_if_shared(one, present_people) for one in requests]
    places = places_of(
        [person for one, person in zip(requests, people, strict=True) if person and (one.wants_place or one.table)]
    )

    def visitor(one: PageRequest, person: Participant | None) -> PageVisitor | None:
        if person is None:
            return None
        place = places.get(person.pk, Place())
        if one.table and not access.may_share(access.Kind.TABLE, _facts(person, place, one.table)):
            return None
        return PageVisitor(
            person,
            rooms.main_rooms[one.session],
            rooms.versions[one.session],
            place,
            rooms.tables[one.table] if one.table else None,
        )

    return [visitor(one, person) for one, person in zip(requests, people, strict=True)]


class _Rooms:
    """The rooms of these requests, at their present versions."""

    def __init__(self, requests: Sequence[PageRequest]) -> None:
        self.main_rooms: dict[UUID, UUID] = {}  # by session
        self.tables: dict[UUID, tuple[UUID, int]] = {}  # by group: the room and its version
        self.versions: dict[UUID, dict[UUID, int]] = defaultdict(
            dict
        )  # those of the main room and the screen, by session
        sessions = {one.session for one in requests}
        subjects = sessions | {one.table for one in requests if one.table}
        kinds = (Room.Kind.MAIN, Room.Kind.SCREEN, Room.Kind.TABLE)
        found = Room.objects.filter(session__in=sessions, kind__in=kinds, subject__in=subjects)
        for session, room, kind, subject, version in found.values_list("session", "pk", "kind", "subject", "version"):
            if kind == Room.Kind.TABLE:
                self.tables[subject] = room, version
                continue
            self.versions[session][room] = version
            if kind == Room.Kind.MAIN:
                self.main_rooms[session] = room


def _participant_if_shared(one: PageRequest, present_people: dict[UUID, Participant]) -> Participant | None:
    """The participant who asks, if the cache may answer for the session's main room."""
    mine = (
        present_people[pk]
        for pk, generation in one.memberships
        if pk in present_people and present_people[pk].generation == generation
    )
    person = next((person for person in mine if person.session_id == one.session), None)
    return person if access.may_share(access.Kind.MAIN, _facts(person)) else None


def _facts(person: Participant | None, place: Place | None = None, table: UUID | None = None) -> access.Facts:
    """What access.py of sessions has to know. Of tables, only the participant's own in the round in force is known here."""
    is_theirs = bool(place and place.group and place.group.pk == table)
    return access.Facts(
        is_participant=person is not None,
        is_member=is_theirs,
        is_in_force=is_theirs,
        is_over=person is not None and person.session.is_over,
    )
