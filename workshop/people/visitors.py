"""Visitors: browsers with the sessions that they have joined, perhaps signed in."""

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
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import SimpleLazyObject

from workshop.accounts.models import User
from workshop.live import batching
from workshop.live import visitors as live_visitors
from workshop.live.models import Room
from workshop.people import memberships
from workshop.people.models import Participant
from workshop.sessions import access, links, queries
from workshop.sessions.models import Facilitator, Session


@dataclass(frozen=True, eq=False)
class Visitor:
    """One browser. Its rights are read from the database each time, so that a right which is withdrawn ends at once."""

    memberships: tuple[memberships.Membership, ...] = ()
    user_id: int | None = None
    login: str = ""  # the key of the sign-in, so that signing out ends its sockets
    _roles: dict = field(default_factory=dict, repr=False)

    @cached_property
    def _generations(self) -> dict[UUID, int]:
        return dict(self.memberships)

    def participants(self) -> QuerySet[Participant]:
        """The participants whose memberships are still valid."""
        valid = Q(pk__in=[])
        for participant_id, generation in self.memberships:
            valid |= Q(pk=participant_id, generation=generation)
        return Participant.objects.present().filter(valid)

    def was_removed_from(self, session_id: UUID) -> bool:
        """Whether a facilitator removed the participant that this browser was there."""
        ids = [participant_id for participant_id, _generation in self.memberships]
        return Participant.objects.filter(pk__in=ids, session=session_id, removed_at__isnull=False).exists()

    def lost_link_in(self, session_id: UUID) -> bool:
        """Whether this browser was a participant there whose personal link has been replaced since."""
        there = Participant.objects.present().filter(session=session_id, pk__in=self._generations)
        return any(self._generations[one.pk] < one.generation for one in there)

    def participant_in(self, session_id: UUID) -> Participant | None:
        """The participant that the visitor is there, with their session."""
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
        """The newest sessions, oldest first, in which this browser comments as the account.

        In a session that it has also joined, it comments as the participant.
        """
        sessions = Session.objects.filter(facilitators__user=self.user_id).order_by("-starts_at", "-created_at")
        newest = list(sessions.values_list("pk", flat=True)[:at_most]) if self.user_id else []
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
        """The visitor behind a socket. A browser that has signed out has no account, since the sign-in's row is read."""
        cookies = _cookies(scope)
        joined = memberships.read(cookies.get(settings.MEMBERSHIPS_COOKIE_NAME, ""))
        login = cookies.get(settings.SESSION_COOKIE_NAME, "")
        user_id = (await batching.alone(_users_of, [login])).get(login) if login else None
        return Visitor(memberships=tuple(joined), user_id=user_id, login=login if user_id else "")

    def room_access(self, asked: Sequence[tuple[Visitor, UUID, str]]) -> list[live_visitors.RoomAccess | None]:
        """By six queries, however many visitors ask."""
        found = Room.objects.select_related("session").in_bulk({room_id for _visitor, room_id, _token in asked})
        rights = _Rights([visitor for visitor, _room_id, _token in asked], list(found.values()))
        return [rights.access(visitor, found.get(room_id), token) for visitor, room_id, token in asked]


class _Rights:
    """The facts about some visitors in some rooms, as the database has them now."""

    def __init__(self, visitors: list[Visitor], rooms: list[Room]) -> None:
        self._users = _users_of({visitor.login for visitor in visitors if visitor.login})
        ids = {participant_id for visitor in visitors for participant_id, _generation in visitor.memberships}
        tables = [room.subject for room in rooms if room.kind == Room.Kind.TABLE]
        people = Participant.objects.filter(pk__in=ids)
        self._sessions: dict[memberships.Membership, UUID] = {
            (pk, generation): session
            for pk, generation, session in people.present().values_list("pk", "generation", "session")
        }
        facilitators = Facilitator.objects.filter(user__in=set(self._users.values()))
        self._roles = {
            (user, session): role for user, session, role in facilitators.values_list("user", "session", "role")
        }
        self._table_members = set(
            people.filter(table_memberships__group__in=tables).values_list("pk", "table_memberships__group")
        )

    def access(self, visitor: Visitor, room: Room | None, token: str) -> live_visitors.RoomAccess | None:
        if room is None:
            return None
        mine = (pk for pk, generation in visitor.memberships if self._sessions.get((pk, generation)) == room.session_id)
        participant = next(mine, None)
        user = self._users.get(visitor.login)
        facts = access.Facts(
            role=self._roles.get((user, room.session_id)) if user else None,
            is_participant=participant is not None,
            is_member=(participant, room.subject) in self._table_members,
            has_screen_token=bool(token) and room.kind == Room.Kind.SCREEN and links.opens_screen(token, room.session),
            is_over=room.session.is_over,
        )
        if not access.may_listen(room.kind, facts):
            return None
        name = str(participant) if participant else None
        if (
            room.kind == Room.Kind.TABLE and not facts.is_member
        ):  # a facilitator; one who also joined is a person elsewhere
            name = name_of_facilitator(user, room.session_id) if user else None
        return live_visitors.RoomAccess(room, name, token if facts.has_screen_token else "")


def name_of_facilitator(user_id: int, session_id: UUID) -> str:
    """By which a facilitator is present at a table. An account's number would be the same in all sessions."""
    return salted_hmac("hashira.presence", f"{session_id} {user_id}", algorithm="sha256").hexdigest()[:32]


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
    """The account of each valid sign-in. It does for many cookies what django.contrib.auth.get_user does for one request."""
    rows = Login.objects.filter(session_key__in=logins, expire_date__gt=Now())
    stored = {row.session_key: row.get_decoded() for row in rows}
    users = User.objects.filter(is_active=True).in_bulk(
        {int(login[SESSION_KEY]) for login in stored.values() if SESSION_KEY in login}
    )
    hashes = {pk: user.get_session_auth_hash() for pk, user in users.items()}
    found = {}
    for key, login in stored.items():
        user_id = int(login.get(SESSION_KEY, 0))
        if (
            user_id in users
            and login.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
            and constant_time_compare(login.get(HASH_SESSION_KEY, ""), hashes[user_id])
        ):
            found[key] = user_id
    return found


def _cookies(scope: dict) -> dict[str, str]:
    """Cookies as Django reads them, so that a cookie of another application on the same host does not hide ours."""
    return parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
