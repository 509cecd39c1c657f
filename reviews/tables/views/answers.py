from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.lenses.models import Choice, Question
from reviews.pillars.models import PillarReview
from reviews.tables import queries
from reviews.tables.access import TableRequest, at_the_table
from reviews.tables.services import answers
from reviews.tables.services.closed import PillarClosed
from reviews.tables.views.responses import key_or_empty, refused, writer_or_403
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.panes import told
from workshop.sessions.models import Session


@require_POST
@at_the_table
def answer(request: TableRequest, session: Session, group: Group, room: Room, question: str) -> HttpResponse:
    """Expects `choice` and `ticked` (1 or 0), or `applicable` (1 or 0)."""
    writer = writer_or_403(request)
    review = queries.review_at(session, group)
    found = _question(review, question)
    posted = request.POST
    try:
        if posted.get("applicable") in {"0", "1"}:
            return _saved(
                answers.set_applicable(group, review, found, applicable=posted["applicable"] == "1", by=writer)
            )
        choice = get_object_or_404(
            Choice.objects.select_related("question"), question=found, key=key_or_empty(posted.get("choice"))
        )
        return _saved(answers.tick(group, review, choice, ticked=posted.get("ticked") == "1", by=writer))
    except PillarClosed:
        return _closed()


@require_POST
@at_the_table
def focus(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    writer = writer_or_403(request)
    review = queries.review_at(session, group)
    try:
        return _saved(answers.set_focus(group, review, _question(review, request.POST.get("question")), by=writer))
    except PillarClosed:
        return _closed()


def _question(review: PillarReview, key: str | None) -> Question:
    return get_object_or_404(Question, pillar=review.pillar, key=key_or_empty(key))


def _saved(room: Room) -> HttpResponse:
    return told(HttpResponse(status=204), room)


def _closed() -> HttpResponse:
    return refused(_("This pillar is closed. Its answers can no longer be changed."))
