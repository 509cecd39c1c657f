"""Decorators for the pages of a session. A visitor without access gets the 404 of a session that does not exist, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from workshop.people.models import Participant
from workshop.people.refusals import refused
from workshop.people.requests import Request
from workshop.sessions import access, languages, permissions
from workshop.sessions.models import Session
from workshop.sessions.moves import SessionOver


def for_everyone_in(view: Callable) -> Callable:
    """For the participants and the facilitators of the session in the address.

    The view gets the session in place of its id. `request.participant` is the visitor as a participant or None,
    `request.role` the facilitator's role or None. The page is in one of the session's languages. A participant who was
    removed is told so with 410, and so is one whose personal link was replaced.

    A request may name its writer as the page's `data-me` does. It is refused with 412 if another person uses the browser
    now, so that text which waited in the browser is never stored under that person's name.

    Here and for facilitators, a write that the session's end refuses (SessionOver) is answered with 409 and that sentence.
    """

    @wraps(view)
    def wrapper(request: Request, session: UUID, **kwargs) -> HttpResponse:
        found, request.participant, request.role = _standing(request, session)
        if request.headers.get("Writer", _writer(request)) != _writer(request):
            return HttpResponse(status=412)
        if found is None or not access.may_read(access.Kind.MAIN, facts_of(request, found)):
            if found and request.visitor.was_removed_from(found.pk):
                return render(request, "workshop/people/removed.html", {"session_id": session}, status=410)
            if found and request.visitor.lost_link_in(found.pk):
                return render(request, "workshop/people/link_ended.html", {"replaced": True}, status=410)
            raise Http404
        languages.speak(found)
        return _answer(view, request, found, **kwargs)

    return wrapper


def for_participants(view: Callable) -> Callable:
    """Inside for_everyone_in, for participants alone. The view gets the participant after the session."""

    @wraps(view)
    def wrapper(request: Request, session: Session, **kwargs) -> HttpResponse:
        if request.participant is None:
            raise Http404
        return view(request, session, request.participant, **kwargs)

    return wrapper


def for_facilitators(view: Callable) -> Callable:
    """For the session's facilitators. A visitor who is not signed in is asked to sign in, whatever the address."""

    @wraps(view)
    def wrapper(request: Request, session: UUID, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        found, request.participant, request.role = _standing(request, session)
        if found is None or not access.may_read(access.Kind.DESK, facts_of(request, found)):
            raise Http404
        request.participant = None
        languages.speak(found)
        return _answer(view, request, found, **kwargs)

    return wrapper


def for_running_facilitators(view: Callable) -> Callable:
    """For the lead and co-facilitators. An observer gets 403."""

    @wraps(view)
    def wrapper(request: Request, session: Session, **kwargs) -> HttpResponse:
        if not permissions.may_run(request.role):
            raise PermissionDenied
        return view(request, session, **kwargs)

    return for_facilitators(wrapper)


def facts_of(request: Request, session: Session, *, is_member: bool = False, is_in_force: bool = False) -> access.Facts:
    """What access.py of sessions has to know of this request. The last two are about a table."""
    return access.Facts(
        role=request.role,
        is_participant=request.participant is not None,
        is_member=is_member,
        is_in_force=is_in_force,
        is_over=session.is_over,
    )


def use_participant(request: Request, participant: Participant) -> None:
    """Save for_everyone_in a query: the caller has read this participant, whose membership is valid, with their session."""
    session = participant.session
    request.standing = session.pk, (session, participant, request.visitor.role_in(session.pk))


def _answer(view: Callable, request: Request, session: Session, **kwargs) -> HttpResponse:
    try:
        return view(request, session, **kwargs)
    except SessionOver as why:
        return refused(request, session, str(why), 409)


def _standing(request: Request, session_id: UUID) -> tuple[Session | None, Participant | None, str | None]:
    """The session, and the visitor's participant and role in it. A page and its panes read them once."""
    if getattr(request, "standing", (None,))[0] != session_id:
        participant = request.visitor.participant_in(session_id)
        found = participant.session if participant else Session.objects.filter(pk=session_id).first()
        role = request.visitor.role_in(session_id) if found else None
        request.standing = session_id, (found, participant, role)
    return request.standing[1]


def _writer(request: Request) -> str:
    """The id of the person that this request writes for: the participant's, or else the facilitator's account."""
    if request.participant is not None:
        return str(request.participant.pk)
    return str(request.user.pk) if request.role else ""
