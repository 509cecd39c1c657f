"""Visitors: browsers with their seats, perhaps signed in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as Login
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from workshop.accounts.models import User
from workshop.live import batching
from workshop.live import visitors as live_visitors
from workshop.live.models import Room
from workshop.people import memberships
from workshop.people.models import Participant
from workshop.sessions import links, queries
from workshop.sessions.models import Facilitator, Session


@dataclass(frozen=True, eq=False)
class Visitor:
    """One browser. Everything it may do is asked of the database each time, so a right that is gone is gone."""

    memberships: tuple[memberships.Membership, ...] = ()
    user_id: int | None = None
    login: str = ""  # the key of the sign-in, so that signing out ends its sockets
    _roles: dict = field(default_factory=dict, repr=False)

    @cached_property
    def _generations(self) -> dict[UUID, int]:
        return dict(self.memberships)

    def participants(self) -> QuerySet[Participant]:
        """The seats that still hold."""
        held = Q(pk__in=[])
        for participant_id, generation in self.memberships:
            held |= Q(pk=participant_id, generation=generation)
        return Participant.objects.present().filter(held)

    def was_removed_from(self, session_id: UUID) -> bool:
        """Whether a facilitator took away the seat this browser had there."""
        kept = [participant_id for participant_id, _generation in self.memberships]
        return Participant.objects.filter(pk__in=kept, session=session_id, removed_at__isnull=False).exists()

    def participant_in(self, session_id: UUID) -> Participant | None:
        """The visitor's seat there, with its session."""
        there = (
            Participant.objects.present().select_related("session").filter(session=session_id, pk__in=self._generations)
        )
        return (
            next((one for one in there if self._generations[one.pk] == one.generation), None)
            if self.memberships
            else None
        )

    def role_in(self, session_id: UUID) -> str | None:
        if self.user_id is None:
            return None
        user = User.objects.filter(pk=self.user_id, is_active=True).first()
        return queries.role_of(user, session_id) if user else None

    def written_by_account(self, at_most: int) -> list[UUID]:
        """The newest sessions, oldest first, in which this browser's comments are those of the account.

        Where it has also joined, its comments are the participant's.
        """
        led = Session.objects.filter(facilitators__user=self.user_id).order_by("-starts_at", "-created_at")
        newest = list(led.values_list("pk", flat=True)[:at_most]) if self.user_id else []
        return [session for session in reversed(newest) if self.name_in(session) is None]

    def facilitates(self, session_id: UUID) -> bool:
        return self.role_in(session_id) is not None

    def name_in(self, session_id: UUID) -> str | None:
        if session_id not in self._roles:
            participant = self.participant_in(session_id)
            self._roles[session_id] = str(participant.pk) if participant else None
        return self._roles[session_id]

    @cached_property
    def keys(self) -> frozenset[str]:
        keys = {f"participant:{participant_id}" for participant_id, _generation in self.memberships}
        return frozenset(keys | ({f"login:{self.login}", f"user:{self.user_id}"} if self.login else set()))


class Visitors:
    """What settings.LIVE_VISITORS names."""

    async def from_scope(self, scope: dict) -> Visitor:
        """The visitor behind a socket. Reads the sign-in's row, so a signed-out browser comes as nobody."""
        cookies = _cookies(scope)
        kept = memberships.read(cookies.get(settings.MEMBERSHIPS_COOKIE_NAME, ""))
        login = cookies.get(settings.SESSION_COOKIE_NAME, "")
        user_id = (await batching.alone(_users_of, [login])).get(login) if login else None
        return Visitor(memberships=tuple(kept), user_id=user_id, login=login if user_id else "")

    def room_access(self, asked: Sequence[tuple[Visitor, UUID, str]]) -> list[live_visitors.RoomAccess | None]:
        """Six queries for all, whatever their number. A session that is over has no seats."""
        rooms = Room.objects.select_related("session").exclude(session__state=Session.State.FINISHED)
        found = rooms.in_bulk({room_id for _visitor, room_id, _token in asked})
        rights = _Rights([visitor for visitor, _room_id, _token in asked], list(found.values()))
        return [rights.access(visitor, found.get(room_id), token) for visitor, room_id, token in asked]


class _Rights:
    """What the database says now of some visitors in some rooms."""

    def __init__(self, visitors: list[Visitor], rooms: list[Room]) -> None:
        self._users = _users_of({visitor.login for visitor in visitors if visitor.login})
        kept = {participant_id for visitor in visitors for participant_id, _generation in visitor.memberships}
        tables = [room.subject for room in rooms if room.kind == Room.Kind.TABLE]
        people = Participant.objects.filter(pk__in=kept)
        self._sessions: dict[memberships.Membership, UUID] = {
            (pk, generation): session
            for pk, generation, session in people.present().values_list("pk", "generation", "session")
        }
        runs = Facilitator.objects.filter(user__in=set(self._users.values()))
        self._runs = set(runs.values_list("user", "session"))
        self._table_members = set(people.filter(memberships__group__in=tables).values_list("pk", "memberships__group"))

    def access(self, visitor: Visitor, room: Room | None, token: str) -> live_visitors.RoomAccess | None:
        if room is None:
            return None
        mine = (pk for pk, generation in visitor.memberships if self._sessions.get((pk, generation)) == room.session_id)
        person = next(mine, None)
        may = (self._users.get(visitor.login), room.session_id) in self._runs
        if room.kind == Room.Kind.TABLE:
            if (person, room.subject) not in self._table_members:
                person = None  # a facilitator who also took a seat is nobody's neighbor at the other tables
            may = may or person is not None
        elif room.kind in (Room.Kind.MAIN, Room.Kind.SCREEN):
            may = may or person is not None
        by_token = bool(token) and room.kind == Room.Kind.SCREEN and links.opens_screen(token, room.session)
        if not (may or by_token):
            return None
        return live_visitors.RoomAccess(room, str(person) if person else None, token if by_token else "")


def of_request(request) -> Visitor:
    """The visitor behind a page."""
    user = request.user
    return Visitor(
        memberships=tuple(memberships.read(request.COOKIES.get(settings.MEMBERSHIPS_COOKIE_NAME, ""))),
        user_id=user.pk if user.is_authenticated else None,
        login=request.session.session_key or "",
    )


def lazily(request) -> Visitor:
    return cast(Visitor, SimpleLazyObject(lambda: of_request(request)))


def _users_of(logins: Collection[str]) -> dict[str, int]:
    """The account of each sign-in that holds, as django.contrib.auth.get_user finds it, for many cookies and no request."""
    rows = Login.objects.filter(session_key__in=logins, expire_date__gt=Now())
    said = {row.session_key: row.get_decoded() for row in rows}
    users = User.objects.filter(is_active=True).in_bulk(
        {int(one[SESSION_KEY]) for one in said.values() if SESSION_KEY in one}
    )
    hashes = {pk: user.get_session_auth_hash() for pk, user in users.items()}
    found = {}
    for login, one in said.items():
        user_id = int(one.get(SESSION_KEY, 0))
        if (
            user_id in users
            and one.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
            and constant_time_compare(one.get(HASH_SESSION_KEY, ""), hashes[user_id])
        ):
            found[login] = user_id
    return found


def _cookies(scope: dict) -> dict[str, str]:
    """As Django reads them: what another application of the same host has put among them takes nothing from ours."""
    return parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
