"""Who stands at the door: a browser with its seats, perhaps signed in, or a screen with its token."""

from __future__ import annotations

from collections.abc import Iterable
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

from workshop.live.models import Room
from workshop.people import seats
from workshop.people.models import Participant
from workshop.sessions import links, queries
from workshop.sessions.models import Session, User


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

    # ── what `live` asks ──

    def rooms(self, kind: str) -> QuerySet[Room]:
        """The rooms of a kind this visitor may hear while their session is not over."""
        allowed = Room.objects.filter(kind=kind).exclude(session__state=Session.State.FINISHED)
        runs = (
            Q(session__facilitators__user=self.user_id, session__facilitators__user__is_active=True)
            if self.user_id
            else Q(pk__in=[])
        )
        sits = Q(session__participants__in=self.participants()) if self.seats else Q(pk__in=[])
        if kind == Room.Kind.WALL:
            shown = Q(session=self.screen_of, session__screen_generation=self.screen_generation)
            return allowed.filter(runs | sits | shown).distinct()
        if kind == Room.Kind.HALL:
            return allowed.filter(runs | sits).distinct()
        if kind == Room.Kind.TABLE:
            return allowed.filter(runs | Q(subject__in=self._groups())).distinct()
        return allowed.filter(runs).distinct()

    def _groups(self) -> QuerySet:
        return self.participants().filter(memberships__isnull=False).values("memberships__group")

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

    def from_scope(self, scope: dict) -> Visitor:
        """The visitor behind a socket. Reads the sign-in's row, so a signed-out browser comes as nobody."""
        cookies = _cookies(scope)
        kept = seats.read(cookies.get(settings.SEATS_COOKIE_NAME, ""))
        login = cookies.get(settings.SESSION_COOKIE_NAME, "")
        user_id = _user_of(login) if login else None
        return Visitor(seats=tuple(kept), user_id=user_id, login=login if user_id else "")

    def screen(self, token: str) -> Visitor:
        """A wall's token is `<session>.<token>`."""
        session_id, _dot, given = token.partition(".")
        try:
            session = links.session_of_screen(UUID(session_id), given)
        except ValueError:
            session = None
        return Visitor(screen_of=session.pk, screen_generation=session.screen_generation) if session else Visitor()

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
