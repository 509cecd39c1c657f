"""What the desk shows about tables: a card for each group, and what assigning groups again would change."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews.pillars import queries as pillars
from reviews.tables import queries
from workshop.groups import grouping, names
from workshop.groups import queries as groups
from workshop.groups.models import Group
from workshop.live import hub
from workshop.live.models import Room
from workshop.live.panes import unkept
from workshop.people.access import for_facilitators, for_running_facilitators
from workshop.people.requests import Request
from workshop.sessions import permissions
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session
from workshop.sessions.moves import SessionOver


@require_safe
@for_facilitators
def group_cards(request: Request, session: Session) -> HttpResponse:
    """The cards of the groups. The desk fetches them at intervals, so that posts at tables need not lock the desk's room."""

    def context() -> dict:
        in_force = groups.groups_of(session)
        review = pillars.open_review(session.pk)
        here = hub.people_in(Room.objects.main_of(session.pk).pk) or set()
        people = {str(pk) for pk in session.participants.present().values_list("pk", flat=True)}
        joined = len(people)
        return {
            "session": session,
            "boards": queries.boards_of(review, in_force),
            "here": (here | _at_tables(in_force)) & people,  # facilitators at tables are not counted
            "joined": joined,
            "people": [] if in_force else list(session.participants.present()),
            "full": session.is_full(joined),
            "waiting": groups.waiting_in_the_main_room(session),
            "removed": groups.removed_from(session),
            "earlier": _earlier_tables(session),
            "round": in_force[0].round.number if in_force else 0,
            "may_run": permissions.may_run(request.role),
            "grouping": grouping,
            "split": grouping.sizes(grouping.CROWDED),
        }

    return unkept(request, Room.objects.desk_of(session.pk), "reviews/tables/_group_cards.html", context)


@require_safe
@for_running_facilitators
def regrouping(request: Request, session: Session) -> HttpResponse:
    """What assigning groups again would change, and the button for it. At the desk it opens as a dialog."""
    if session.is_over:
        raise SessionOver
    in_force = groups.groups_of(session)
    counts = queries.count_findings_in(session)
    people = session.participants.present().count()
    context = {
        "session": session,
        "place": "desk",
        "round": in_force[0].round.number if in_force else 0,
        "stage": sessions.open_stage(session.pk),
        "findings": sum(counts.get(group.pk, 0) for group in in_force),
        "people": people,
        "tables": len(grouping.sizes(people)),
    }
    return render(request, "reviews/tables/grouping.html" + ("#regrouping" if request.htmx else ""), context)


def _earlier_tables(session: Session) -> list[tuple[Group, str, int]]:
    """The groups of earlier rounds, with their names and the number of their findings."""
    counts = queries.count_findings_in(session)
    earlier = groups.earlier_groups_of(session)
    return [(group, str(names.shown_earlier(group)), counts.get(group.pk, 0)) for group in earlier]


def _at_tables(in_force: list[Group]) -> set[str]:
    rooms = Room.objects.filter(kind=Room.Kind.TABLE, subject__in=[group.pk for group in in_force])
    return set().union(*(hub.people_in(room) or set() for room in rooms.values_list("pk", flat=True)))
