from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from reviews.tables import panes
from workshop.live.shared_pages import for_many
from workshop.people.access import for_everyone_in
from workshop.people.requests import Request
from workshop.sessions.models import Session
from workshop.sessions.screens import for_screens


@require_safe
@for_everyone_in
@for_many()
def presentation(request: Request, session: Session) -> HttpResponse:
    """The board of each group on the page of the main room, from the first presentation of the pillar on."""
    return panes.PRESENTATION.answer(request, session)


@require_safe
@for_screens
def screen_tables(request: Request, session: Session, token: str) -> HttpResponse:
    """What the groups are at, on the comment screen."""
    return panes.SCREEN_TABLES.answer(request, session)
