"""Helpers for the views of the desk's buttons: finding the stage, making the move, and refusing with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from workshop.live.models import Room
from workshop.live.panes import told
from workshop.people.refusals import refused
from workshop.people.requests import Request
from workshop.sessions.models import Session, Stage
from workshop.sessions.moves import NotMade


def stage_of(session: Session, stage: UUID) -> Stage:
    """The session's stage of this id. Raises Http404."""
    found = Stage.objects.filter(pk=stage, session=session).first()
    if found is None:
        raise Http404
    return found


def moved(request: Request, session: Session, move: Callable[..., Room | None]) -> HttpResponse:
    """Make a move with `seen`, the number of the last move that the facilitator saw.

    Answers 409 if another move came first, and if the session is over.
    """
    seen = request.POST.get("seen", "")
    if not seen.isascii() or not seen.isdigit() or len(seen) > 9:
        return refused(request, session, _("Reload the page and press again."), 422)
    try:
        return answer(request, session, move(seen=int(seen)))
    except NotMade as why:
        return refused(request, session, str(why), 409)


def answer(request: Request, session: Session, desk: Room | None) -> HttpResponse:
    """The answer to a press. The page changes by the room's frame, so the body is empty; without htmx, redirect to the desk."""
    if not request.htmx:
        return redirect("workshop:desk", session=session.pk)
    response = HttpResponse(status=204)
    return told(response, desk) if desk else response
