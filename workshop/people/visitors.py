"""Who stands at the door: a browser with its seats, perhaps signed in, or a screen with its token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as Login
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from workshop.live import together
from workshop.live import visitors as seating
from workshop.live.models import Room
from workshop.people import seats
from workshop.people.models import Participant
from workshop.sessions import links, queries
from workshop.sessions.models import Facilitator, Session, User


@dataclass(frozen=True, eq=False)
class Visitor:
    """One browser. Everything it may do is asked of the database each time, so a right that is gone is gone."""

    seats: tuple[seats.Seat, ...] = ()
    user_id: int | None = None
    login: str = ""  # the key of the sign-in, so that signing out ends its sockets
    screen_of: UUID | None = None
    screen_generation: int = 0
    _roles: dict = field(default_factory=dict, repr=False)

    @cached_property
    def _generations(self) -> dict[UUID, int]:
        return dict(self.seats)

    def participants(self) -> QuerySet[Participant]:
        """The seats that still hold."""
        held = Q(pk__in=[])
        for participant_id, generation in self.seats:
            held |= Q(pk=participant_id, generation=generation)
        return Participant.objects.present().filter(held)

    def was_removed_from(self, session_id: UUID) -> bool:
        """Whether a facilitator took away the seat this browser had there."""
        kept = [participant_id for participant_id, _generation in self.seats]
        return Participant.objects.filter(pk__in=kept, session=session_id, removed_at__isnull=False).exists()

    def participant_in(self, session_id: UUID) -> Participant | None:
        """The visitor's seat there, with its session."""
        there = (
            Participant.objects.present().select_related("session").filter(session=session_id, pk__in=self._generations)
        )
        return next((one for one in there if self._generations[one.pk] == one.generation), None) if self.seats else None

    def role_in(self, session_id: UUID) -> str | None:
        if self.user_id is None:
            return None
        user = User.objects.filter(pk=self.user_id, is_active=True).first()
        return queries.role_of(user, session_id) if user else None

    def facilitates(self, session_id: UUID) -> bool:
        return self.role_in(session_id) is not None

    def name_in(self, session_id: UUID) -> str | None:
        if session_id not in self._roles:
            participant = self.participant_in(session_id)
            self._roles[session_id] = str(participant.pk) if participant else None
        return self._roles[session_id]

    @cached_property
    def keys(self) -> frozenset[str]:
        keys = {f"participant:{participant_id}" for participant_id, _generation in self.seats}
        return frozenset(keys | ({f"login:{self.login}", f"user:{self.user_id}"} if self.login else set()))


class Visitors:
    """What settings.LIVE_VISITORS names."""

    async def from_scope(self, scope: dict) -> Visitor:
        """The visitor behind a socket. Reads the sign-in's row, so a signed-out browser comes as nobody."""
        cookies = _cookies(scope)
        kept = seats.read(cookies.get(settings.SEATS_COOKIE_NAME, ""))
        login = cookies.get(settings.SESSION_COOKIE_NAME, "")
        user_id = await together.alone(_user_of, login) if login else None
        return Visitor(seats=tuple(kept), user_id=user_id, login=login if user_id else "")

    def screen(self, token: str) -> Visitor:
        """A wall's token is `<session>.<token>`."""
        session_id, _dot, given = token.partition(".")
        try:
            session = links.session_of_screen(UUID(session_id), given)
        except ValueError:
            session = None
        return Visitor(screen_of=session.pk, screen_generation=session.screen_generation) if session else Visitor()

    def seats(self, asked: Sequence[tuple[Visitor, UUID]]) -> list[seating.Seat | None]:
        """Four queries for all, whatever their number. A session that is over has no seats."""
        rooms = Room.objects.select_related("session").exclude(session__state=Session.State.FINISHED)
        found = rooms.in_bulk({room_id for _visitor, room_id in asked})
        rights = _Rights([visitor for visitor, _room_id in asked], list(found.values()))
        return [rights.seat(visitor, found.get(room_id)) for visitor, room_id in asked]

    def still_valid(self, visitors: Iterable[Visitor]) -> set[Visitor]:
        """Three queries for all, whatever their number."""
        visitors = list(visitors)
        seated = {seat[0] for visitor in visitors for seat in visitor.seats}
        held = set(
            Participant.objects.present()
            .filter(pk__in=seated)
            .exclude(session__state=Session.State.FINISHED)
            .values_list("pk", "generation")
        )
        logins = set(
            Login.objects.filter(session_key__in={visitor.login for visitor in visitors if visitor.login}).values_list(
                "session_key", flat=True
            )
        )
        screens = dict(
            Session.objects.filter(pk__in={visitor.screen_of for visitor in visitors if visitor.screen_of})
            .exclude(state=Session.State.FINISHED)
            .values_list("pk", "screen_generation")
        )
        return {
            visitor
            for visitor in visitors
            if held.intersection(visitor.seats)
            or (visitor.login and visitor.login in logins)
            or (visitor.screen_of and screens.get(visitor.screen_of) == visitor.screen_generation)
        }


class _Rights:
    """What the database says now of some visitors in some rooms."""

    def __init__(self, visitors: list[Visitor], rooms: list[Room]) -> None:
        users = {visitor.user_id for visitor in visitors if visitor.user_id}
        kept = {participant_id for visitor in visitors for participant_id, _generation in visitor.seats}
        tables = [room.subject for room in rooms if room.kind == Room.Kind.TABLE]
        people = Participant.objects.filter(pk__in=kept)
        self._sessions: dict[seats.Seat, UUID] = {
            (pk, generation): session
            for pk, generation, session in people.present().values_list("pk", "generation", "session")
        }
        self._runs = set(
            Facilitator.objects.filter(user__in=users, user__is_active=True).values_list("user", "session")
        )
        self._sits = set(people.filter(memberships__group__in=tables).values_list("pk", "memberships__group"))

    def seat(self, visitor: Visitor, room: Room | None) -> seating.Seat | None:
        if room is None:
            return None
        mine = (pk for pk, generation in visitor.seats if self._sessions.get((pk, generation)) == room.session_id)
        person = next(mine, None)
        may = (visitor.user_id, room.session_id) in self._runs
        if room.kind == Room.Kind.TABLE:
            may = may or (person, room.subject) in self._sits
        elif room.kind in (Room.Kind.HALL, Room.Kind.WALL):
            may = may or person is not None
        if room.kind == Room.Kind.WALL and visitor.screen_of == room.session_id:
            may = may or visitor.screen_generation == room.session.screen_generation
        return seating.Seat(room, str(person) if person else None) if may else None


def of_request(request) -> Visitor:
    """The visitor behind a page."""
    user = request.user
    return Visitor(
        seats=tuple(seats.read(request.COOKIES.get(settings.SEATS_COOKIE_NAME, ""))),
        user_id=user.pk if user.is_authenticated else None,
        login=request.session.session_key or "",
    )


def lazily(request) -> Visitor:
    return cast(Visitor, SimpleLazyObject(lambda: of_request(request)))


def _user_of(login: str) -> int | None:
    """As django.contrib.auth.get_user does, for a cookie without a request."""
    kept = import_module(settings.SESSION_ENGINE).SessionStore(login)
    if kept.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = User.objects.filter(pk=kept.get(SESSION_KEY), is_active=True).first()
    if user and constant_time_compare(kept.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return user.pk
    return None


def _cookies(scope: dict) -> dict[str, str]:
    jar = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                continue
    return {name: morsel.value for name, morsel in jar.items()}
