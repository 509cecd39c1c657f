"""The comment screen, for everyone who has its link."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from reviews.comments import panes
from workshop.sessions.models import Session
from workshop.sessions.requests import Request
from workshop.sessions.screens import for_screens


@require_safe
@xframe_options_exempt
@csp_override(
    settings.SECURE_CSP | {"frame-ancestors": ["*"]}
)  # streaming tools frame it; the token in its link is the key
@for_screens
def screen(request: Request, session: Session, token: str) -> HttpResponse:
    join = request.build_absolute_uri(reverse("workshop:join", kwargs={"code": session.code}))
    context = {
        "session": session,
        "token": token,
        "screen": f"{session.pk}.{token}",
        "join": join,
        "host": request.get_host(),
    }
    return render(request, "reviews/comments/screen.html", context)


@require_safe
@for_screens
def screen_pane(request: Request, session: Session, token: str) -> HttpResponse:
    if session.is_over:
        raise Http404
    return panes.SCREEN.answer(request, session)
