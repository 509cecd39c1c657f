"""Decorators for the pages of comments. They ask whether a visitor has access, never who the visitor is.

A visitor without access gets the 404 of a session that does not exist.
"""

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

from reviews.comments.models import Comment
from workshop.live.origins import is_ours
from workshop.sessions import access, languages, permissions
from workshop.sessions.models import Session
from workshop.sessions.moves import SessionOver
from workshop.sessions.requests import Request


def for_everyone_in(view: Callable) -> Callable:
    """For participants and facilitators. The view gets the session; `request.role` is the facilitator's role or None."""

    @wraps(view)
    def wrapper(request: Request, session: UUID, **kwargs) -> HttpResponse:
        found = Session.objects.filter(pk=session).first()
        if found is None:
            raise Http404
        request.role = request.visitor.role_in(found.pk)
        has_joined = (
            request.role is None and request.visitor.name_in(found.pk) is not None
        )  # one query less for facilitators
        facts = access.Facts(role=request.role, is_participant=has_joined, is_over=found.is_over)
        if not access.may_read(access.Kind.MAIN, facts):
            raise Http404
        languages.speak(found)
        return view(request, found, **kwargs)

    return wrapper


def for_facilitators(view: Callable) -> Callable:
    """For facilitators, observers included."""

    @wraps(view)
    def wrapper(request: Request, session: UUID, **kwargs) -> HttpResponse:
        found = Session.objects.filter(pk=session).first()
        request.role = request.visitor.role_in(session)
        if found is None or not access.may_read(
            access.Kind.DESK, access.Facts(role=request.role, is_over=found.is_over)
        ):
            raise Http404
        languages.speak(found)
        return view(request, found, **kwargs)

    return wrapper


def for_moderators(view: Callable) -> Callable:
    """For facilitators who may moderate this comment. An observer gets 403, and a finished session answers 410 with a sentence."""

    @wraps(view)
    def wrapper(request: Request, session: Session, comment: UUID) -> HttpResponse:
        if not permissions.may_moderate(request.role):
            raise PermissionDenied
        if session.is_over:
            return HttpResponse(str(SessionOver()), status=410, content_type="text/plain; charset=utf-8")
        if not Comment.objects.filter(pk=comment, session=session).exists():
            raise Http404
        return view(request, session, comment)

    return for_facilitators(wrapper)


def for_nobody_in_particular(view: Callable) -> Callable:
    """For requests without an identity: a request with a cookie is refused. Answers JSON.

    There is no identity that a foreign page could misuse, so no CSRF token is needed. The pass and the page's origin are checked.
    """

    @csrf_exempt
    @wraps(view)
    def wrapper(request: Request, session: UUID, **kwargs) -> HttpResponse:
        asked = request.GET.get("language", "")
        with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
            response = _objection(request) or view(request, session, **kwargs)
            response["Content-Language"] = translation.get_language()
        return response

    return wrapper


def _objection(request: Request) -> JsonResponse | None:
    if request.META.get("HTTP_COOKIE"):
        return refused(
            _("To protect anonymity, this address does not accept cookies. Send the request without them."), 400
        )
    if request.method == "POST" and not is_ours(
        request.headers.get("Origin", ""), request.get_host(), secure=request.is_secure()
    ):
        return refused(_("Comments are accepted from this site’s own pages only."), 403)
    return None


def refused(error: str, status: int, **more: object) -> JsonResponse:
    return JsonResponse({"error": str(error), **more}, status=status)
