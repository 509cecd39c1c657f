"""What everyone in a session reads about comments."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews.comments import panes
from reviews.comments.access import for_everyone_in
from workshop.live.shared_pages import for_many
from workshop.sessions.models import Session
from workshop.sessions.requests import Request


@require_safe
@for_everyone_in
@for_many()
def comments(request: Request, session: Session) -> HttpResponse:
    return panes.COMMENTS.answer(request, session)


@require_safe
@for_everyone_in
@for_many()
def comment_pass(request: Request, session: Session) -> HttpResponse:
    return panes.PASS.answer(request, session)


@require_safe
@for_everyone_in
def promise(request: Request, session: Session) -> HttpResponse:
    writer = request.visitor.name_in(session.pk)  # under this name the browser finds a draft written on another page
    return render(request, "reviews/comments/promise.html", {"session": session, "place": "promise", "writer": writer})
