"""The pages of a session's comment screen, which open by the token in their address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from workshop.sessions import access, languages, links
from workshop.sessions.models import Session
from workshop.sessions.requests import Request


def for_screens(view: Callable) -> Callable:
    """Decorate a view of the comment screen. The view is called with the session and the token.

    A link that was replaced says so with 410.
    """

    @wraps(view)
    def wrapper(request: Request, session: UUID, token: str) -> HttpResponse:
        found = Session.objects.filter(pk=session).first()
        if found is None:
            raise Http404
        if not access.may_read(access.Kind.SCREEN, _facts(found, token)):
            if links.was_screen_token(token, found):
                languages.speak(found)
                return render(request, "workshop/sessions/screen_ended.html", status=410)
            raise Http404
        languages.speak(found)
        return view(request, found, token=token)

    return wrapper


def _facts(session: Session, token: str) -> access.Facts:
    return access.Facts(has_screen_token=links.is_screen_token(token, session), is_over=session.is_over)
