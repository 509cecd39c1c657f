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

from reviews.tables.permissions import may_work
from reviews.tables.queries import review_at
from reviews.tables.writers import Writer
from workshop.accounts.models import User
from workshop.groups import queries as groups
from workshop.groups.models import Member
from workshop.live import limits
from workshop.people.access import for_everyone_in, is_known
from workshop.people.requests import Request
from workshop.sessions import permissions
from workshop.sessions.models import Session


class TableRequest(Request):
    only_reads: bool  # nobody writes at this table now
    sits: tuple[UUID, Member | None]  # the table in the address, and the visitor's own seat there


def at_the_table(view: Callable) -> Callable:
    """The view gets session, group and the table's room. A table of others is a table that does not exist.

    The table of an earlier round stays open to who sat there, to read, and to write when its pillar is corrected. A person
    who writes here faster than anybody does, whatever it is, is asked to wait.
    """

    @wraps(view)
    def door(request: TableRequest, session: UUID, group: UUID, **kwargs) -> HttpResponse:
        if getattr(request, "sits", (None,))[0] != group:  # a page and its panes ask once
            request.sits = group, groups.member_at(group, session, request.visitor.memberships)
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
        return _slower(request) or view(request, session, found, found.room, **kwargs)

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
            return redirect("reviews:table", session, mine.pk) if mine else redirect("workshop:main-room", session)

    return door


def _slower(request: TableRequest) -> HttpResponse | None:
    """The refusal of a write that comes too fast. Nothing is lost by it: the page sends words again, and takes a press back."""
    writer = writer_of(request) if request.method == "POST" else None
    if writer is None or not (wait := limits.wait_before_next(writer.key)):
        return None
    sentence = _("That was very fast. Wait a moment and send again.")
    return HttpResponse(
        sentence, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(ceil(wait))}
    )


def writer_of(request: TableRequest) -> Writer | None:
    """A participant who sits at this table, else a facilitator who is no observer. None at a table of an earlier round.

    A facilitator who also joined sits at one table, and writes at the others by their role alone.
    """
    if request.only_reads:
        return None
    if seat := request.sits[1]:
        return Writer(participant=seat.participant)
    return Writer(facilitator=cast(User, request.user)) if permissions.may_moderate(request.role) else None
