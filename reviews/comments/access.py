"""The doors of comments. They ask who may come in, never who it is; strangers get the 404 of a session that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from workshop.live.origins import is_ours
from workshop.sessions import languages, links, permissions
from workshop.sessions.models import Session
from workshop.sessions.requests import Request


def for_everyone_in(view: Callable) -> Callable:
    """For who takes part in the session or runs it. The view gets the session; `request.role` is the facilitator's role or None."""

    @wraps(view)
    def door(request: Request, session: UUID, **kwargs) -> HttpResponse:
        found = Session.objects.filter(pk=session).first()
        if found is None:
            raise Http404
        request.role = request.visitor.role_in(found.pk)
        if request.role is None and request.visitor.name_in(found.pk) is None:
            raise Http404
        return languages.speak(found, request, view, kwargs)

    return door


def for_facilitators(view: Callable) -> Callable:
    """For who may read the desk."""

    @wraps(view)
    def door(request: Request, session: UUID, **kwargs) -> HttpResponse:
        found = Session.objects.filter(pk=session).first()
        request.role = request.visitor.role_in(session)
        if found is None or not permissions.may_read_desk(request.role):
            raise Http404
        return languages.speak(found, request, view, kwargs)

    return door


def for_moderators(view: Callable) -> Callable:
    """For who may moderate: an observer gets 403, and a session that is over 410."""

    @wraps(view)
    def door(request: Request, session: Session, **kwargs) -> HttpResponse:
        if not permissions.may_moderate(request.role):
            raise PermissionDenied
        return HttpResponse(status=410) if session.is_over else view(request, session, **kwargs)

    return for_facilitators(door)


def for_screens(view: Callable) -> Callable:
    """For who has the link of the session's screen."""

    @wraps(view)
    def door(request: Request, session: UUID, token: str) -> HttpResponse:
        found = links.session_of_screen(session, token)
        if found is None:
            raise Http404
        return languages.speak(found, request, view, {"token": token})

    return door


def for_nobody_in_particular(view: Callable) -> Callable:
    """For requests that say nothing about who asks: one that brings a cookie is refused. Answers JSON.

    There is no identity that a foreign page could misuse, hence no CSRF token; a pass and the page's origin stand in for it.
    """

    @csrf_exempt
    @wraps(view)
    def door(request: Request, session: UUID, **kwargs) -> HttpResponse:
        asked = request.GET.get("language", "")
        with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
            response = _objection(request) or view(request, session, **kwargs)
            response["Content-Language"] = translation.get_language()
        return response

    return door


def _objection(request: Request) -> JsonResponse | None:
    if request.META.get("HTTP_COOKIE"):
        return refused(_("This address takes no cookies, so that nobody can be known by one. Send without."), 400)
    if request.method == "POST" and not is_ours(
        request.headers.get("Origin", ""), request.get_host(), secure=request.is_secure()
    ):
        return refused(_("Comments are taken from our own pages only."), 403)
    return None


def refused(error: str, status: int, **more: object) -> JsonResponse:
    return JsonResponse({"error": str(error), **more}, status=status)
