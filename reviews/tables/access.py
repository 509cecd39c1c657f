"""Decorators for the pages of a table, which are open to its members and the session's facilitators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from reviews.tables.permissions import may_work
from reviews.tables.queries import review_at
from reviews.tables.writers import Writer
from workshop.accounts.models import User
from workshop.groups import names
from workshop.groups import queries as groups
from workshop.groups.models import Group, Member
from workshop.live import limits
from workshop.people.access import facts_of, for_everyone_in, use_participant
from workshop.people.requests import Request
from workshop.sessions import access, permissions
from workshop.sessions.models import Session


class TableRequest(Request):
    only_reads: bool  # nobody writes at this table now
    member_at: tuple[UUID, Member | None]  # the table in the address, and the visitor as its member


def at_the_table(view: Callable) -> Callable:
    """The view gets session, group and the table's room. A visitor without access gets the 404 of a table that does not exist.

    The table of an earlier round stays open to its members, to read, and to write when its pillar is corrected. A request
    that writes sooner than a person could is refused with 429.
    """

    @wraps(view)
    def wrapper(request: TableRequest, session: UUID, group: UUID, **kwargs) -> HttpResponse:
        if getattr(request, "member_at", (None,))[0] != group:  # a page and its panes read it once
            request.member_at = group, groups.member_at(group, session, request.visitor.memberships)
            if member := request.member_at[1]:
                use_participant(request, member.participant)
        return inner(request, session=session, group=group, **kwargs)

    @for_everyone_in
    def inner(request: TableRequest, session: Session, group: UUID, **kwargs) -> HttpResponse:
        member = request.member_at[1]
        facts = facts_of(
            request, session, is_member=member is not None, is_in_force=bool(member and member.group.in_force)
        )
        if not access.may_read(access.Kind.TABLE, facts):
            if answer := _not_sent(request, group, status=404):
                return answer
            raise Http404
        found = member.group if member else groups.table(group, session)
        if found is None:
            raise Http404
        request.only_reads = not found.in_force and not may_work(session, found, review_at(session, found))
        if request.only_reads and (answer := _not_sent(request, group, status=403)):
            return answer
        return _slower(request) or view(request, session, found, found.room, **kwargs)

    return wrapper


def led_on(view: Callable) -> Callable:
    """Around at_the_table, for the page alone: a participant who was moved from this table is redirected to their present one.

    The page there says from which table they come (see moved_from).
    """

    @wraps(view)
    def wrapper(request: Request, session: UUID, group: UUID) -> HttpResponse:
        try:
            return view(request, session=session, group=group)
        except Http404:
            person = getattr(request, "participant", None)
            if person is None or not groups.has_left(person, group):
                raise
            if mine := groups.group_of(person):
                return redirect(f"{reverse('reviews:table', args=[session, mine.pk])}?from={group}")
            return redirect("workshop:main-room", session)

    return wrapper


def moved_from(request: Request, group: Group) -> Group | None:
    """The table named by `?from=`, if the visitor was a member of it before they came to this one."""
    try:
        before = UUID(request.GET["from"])
    except (KeyError, ValueError):
        return None
    return groups.table_before(request.participant, group, before) if request.participant else None


def _not_sent(request: TableRequest, group: UUID, *, status: int) -> HttpResponse | None:
    """The answer to a post of somebody whose table is another one by now. The browser shows it and keeps the text."""
    person = request.participant
    mine = groups.group_of(person) if person and request.method == "POST" else None
    if person is None or mine is None or not groups.table_before(person, mine, group):
        return None
    sentence = _("Your table is now %(table)s, so this was not sent. Your text is saved and moves to your new table.")
    words = sentence % {"table": names.shown(mine.number)}
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _slower(request: TableRequest) -> HttpResponse | None:
    """The refusal of a write that comes too fast. The page sends text again, and reverts a button that was pressed."""
    writer = writer_of(request) if request.method == "POST" else None
    if writer is None or not (wait := limits.wait_before_next(writer.key)):
        return None
    sentence = _("You sent several messages in quick succession. Wait a moment and send again.")
    return HttpResponse(
        sentence, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(ceil(wait))}
    )


def writer_of(request: TableRequest) -> Writer | None:
    """The table's member, or else a facilitator who is not an observer. None while the table can only be read.

    A facilitator who also joined is a member of one table, and writes at the others as a facilitator.
    """
    if request.only_reads:
        return None
    if member := request.member_at[1]:
        return Writer(participant=member.participant)
    return Writer(facilitator=cast(User, request.user)) if permissions.may_moderate(request.role) else None
