"""The door of a table: its members and the session's facilitators, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reviews.tables.queries import review_at
from reviews.tables.rules import may_work
from reviews.tables.writers import Writer
from workshop.groups import queries as groups
from workshop.groups.models import Group, Member
from workshop.live import limits
from workshop.live.models import Room
from workshop.people.doors import for_everyone_in, is_known
from workshop.people.requests import Request
from workshop.sessions import rules
from workshop.sessions.models import Session, User


class TableRequest(Request):
    only_reads: bool  # nobody writes at this table now
    sits: tuple[UUID, Member | None]  # the table in the address, and the visitor's own seat there


def at_the_table(view: Callable) -> Callable:
    """The view gets session, group and the table's room. A table of others is a table that does not exist.

    The table of an earlier round stays open to who sat there, to read, and to write when its pillar is corrected.
    """

    @wraps(view)
    def door(request: TableRequest, session: UUID, group: UUID, **kwargs) -> HttpResponse:
        if getattr(request, "sits", (None,))[0] != group:  # a page and its panes ask once
            request.sits = group, groups.seat_at(group, session, request.visitor.seats)
            if seat := request.sits[1]:
                is_known(request, seat.participant)
        return inner(request, session=session, group=group, **kwargs)

    @for_everyone_in
    def inner(request: TableRequest, session: Session, group: UUID, **kwargs) -> HttpResponse:
        seat = request.sits[1]
        found = seat.group if seat else groups.table(group, session) if request.role else None
        if found is None:
            raise Http404
        request.only_reads = not found.in_force and not may_work(session, found, review_at(session, found))
        return view(request, session, found, found.room, **kwargs)

    return door


def led_on(view: Callable) -> Callable:
    """Around at_the_table, for the page alone: who was moved from this table is led to where they sit now."""

    @wraps(view)
    def door(request: Request, session: UUID, group: UUID) -> HttpResponse:
        try:
            return view(request, session=session, group=group)
        except Http404:
            person = getattr(request, "participant", None)
            if person is None or not groups.has_left(person, group):
                raise
            mine = groups.group_of(person)
            return redirect("reviews:table", session, mine.pk) if mine else redirect("workshop:hall", session)

    return door


def not_too_fast(view: Callable) -> Callable:
    """Behind at_the_table: who sends faster than anybody writes is asked to wait; the browser then sends it again."""

    @wraps(view)
    def door(request: TableRequest, session: Session, group: Group, room: Room, **kwargs) -> HttpResponse:
        writer = writer_of(request)
        if writer and (wait := limits.wait_before_next(writer.key)):
            slower = _("That was very fast. Wait a moment and send again.")
            return HttpResponse(slower, status=429, headers={"Retry-After": str(ceil(wait))})
        return view(request, session, group, room, **kwargs)

    return door


def writer_of(request: TableRequest) -> Writer | None:
    """Who writes here: the participant, or a facilitator who may more than watch. Nobody at a table of an earlier round."""
    if request.only_reads:
        return None
    if request.participant:
        return Writer(participant=request.participant)
    return Writer(facilitator=cast(User, request.user)) if rules.may_moderate(request.role) else None
