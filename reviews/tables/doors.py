"""The door of a table: its members and the session's facilitators, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from reviews.tables.writers import Writer
from workshop.groups import queries as groups
from workshop.live.models import Room
from workshop.people.doors import for_everyone_in
from workshop.sessions import rules
from workshop.sessions.models import Session


def at_the_table(view: Callable) -> Callable:
    """The view gets session, group and the table's room. A table of others is a table that does not exist."""

    @wraps(view)
    def door(request: HttpRequest, session: Session, group: UUID, **kwargs) -> HttpResponse:
        found = groups.with_people(group, session)
        mine = (
            found
            and request.participant
            and any(member.participant_id == request.participant.pk for member in found.members.all())
        )
        if not found or not (mine or request.role):
            raise Http404
        room = Room.objects.select_related("session").table_of(found.pk)
        return view(request, session, found, room, **kwargs)

    return for_everyone_in(door)


def writer_of(request: HttpRequest) -> Writer | None:
    """Who writes here: the participant, or a facilitator who may more than watch."""
    if request.participant:
        return Writer(participant=request.participant)
    return Writer(facilitator=request.user) if rules.may_moderate(request.role) else None
