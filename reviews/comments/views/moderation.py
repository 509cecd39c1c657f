"""The queue of comments at the desk, and what facilitators do there."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviews.comments import queries
from reviews.comments.access import for_facilitators, for_moderators
from reviews.comments.forms import AnswerForm, RefusalForm
from reviews.comments.services import moderation
from workshop.live.models import Room
from workshop.live.panes import pane, told
from workshop.sessions import permissions
from workshop.sessions.models import Session
from workshop.sessions.requests import Request

PAGE = re.compile(r"[0-9]{1,4}")


@require_safe
@for_facilitators
def queue(request: Request, session: Session) -> HttpResponse:
    """One page of the queue. Its number is `comments`, here and in the address of the desk."""
    may = permissions.may_moderate(request.role) and not session.is_over
    asked = request.GET.get("comments", "")
    page = max(1, int(asked)) if PAGE.fullmatch(asked) else 1

    def context() -> dict:
        return {"session": session, "may_moderate": may} | queries.queue_of(session, page)

    room = Room.objects.desk_of(session.pk)
    variant = f"{'moderates' if may else 'reads'} {page}"
    return pane(request, room, "reviews/comments/_queue.html", context, variant=variant)


@require_POST
@for_moderators
def showing(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _answered(moderation.show(session, comment))


@require_POST
@for_moderators
def discuss(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _answered(moderation.discuss(session, comment))


@require_POST
@for_moderators
def answer(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _submit(request, session, comment, AnswerForm(request.POST), moderation.answer, "answer")


@require_POST
@for_moderators
def refusal(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _submit(request, session, comment, RefusalForm(request.POST), moderation.decline, "refusal")


def _answered(room: Room | None) -> HttpResponse:
    """Answer a button. The service returned None if a colleague was faster, and then there is nothing left to do."""
    return told(HttpResponse(status=204), room) if room else HttpResponse(status=204)


def _submit(
    request: Request, session: Session, comment_id: UUID, form: Form, service: Callable[..., Room | None], part: str
) -> HttpResponse:
    """Answer the form of a dialog, which is the part of this name in the template of the dialogs."""
    room = service(session, comment_id, **form.cleaned_data) if form.is_valid() else None
    template = f"reviews/comments/_moderation_dialogs.html#{part}"
    if room:
        return told(render(request, template, {}), room)
    if form.is_valid():
        form.add_error(None, _("Another facilitator has already handled this comment. Please check again."))
    return render(request, template, {"form": form, "address": request.path}, status=422)
