"""The doors of a session. Who may not come in gets the 404 of a session that does not exist, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from workshop.people.models import Participant
from workshop.people.requests import Request
from workshop.sessions import languages, permissions
from workshop.sessions.models import Session


def for_everyone_in(view: Callable) -> Callable:
    """For the participants and the facilitators of the session in the address.

    The view gets the session in place of its id. `request.participant` is the visitor's seat or None, `request.role` the
    facilitator's role or None. The page speaks one of the session's languages. Who was removed is told so, and no more.

    A request may name its writer, as the page's `data-me` does: words that waited in a browser are never taken from whoever
    sits there now. What it names is compared with who asks, so it tells nobody anything.
    """

    @wraps(view)
    def door(request: Request, session: UUID, **kwargs) -> HttpResponse:
        found, request.participant, request.role = _who(request, session)
        if request.headers.get("Writer", _writer(request)) != _writer(request):
            return HttpResponse(status=412)
        if found is None or (request.participant is None and request.role is None):
            if found and request.visitor.was_removed_from(found.pk):
                return render(request, "workshop/people/removed.html", {"session_id": session}, status=410)
            raise Http404
        return languages.speak(found, request, view, kwargs)

    return door


def for_facilitators(view: Callable) -> Callable:
    """For the session's facilitators. Who is not signed in is asked to, whatever the address."""

    @wraps(view)
    def door(request: Request, session: UUID, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        found, _participant, request.role = _who(request, session)
        if found is None or not permissions.may_read_desk(request.role):
            raise Http404
        request.participant = None
        return languages.speak(found, request, view, kwargs)

    return door


def who_may_run(view: Callable) -> Callable:
    """Behind for_facilitators: lead and co-facilitators only. An observer gets 403."""

    @wraps(view)
    def door(request: Request, session: Session, **kwargs) -> HttpResponse:
        if not permissions.may_run(request.role):
            raise PermissionDenied
        return view(request, session, **kwargs)

    return door


def is_known(request: Request, participant: Participant) -> None:
    """Another question, asked before the door, found who this is: the seat that still holds, with its session."""
    session = participant.session
    request.who_asked = session.pk, (session, participant, request.visitor.role_in(session.pk))


def _who(request: Request, session_id: UUID) -> tuple[Session | None, Participant | None, str | None]:
    """The session, and the visitor's seat and role there. A page and the panes it is made of ask once."""
    if getattr(request, "who_asked", (None,))[0] != session_id:
        seat = request.visitor.participant_in(session_id)
        found = seat.session if seat else Session.objects.filter(pk=session_id).first()
        role = request.visitor.role_in(session_id) if found else None
        request.who_asked = session_id, (found, seat, role)
    return request.who_asked[1]


def _writer(request: Request) -> str:
    """Who writes with this request: the seat, or else the facilitator's account."""
    if request.participant is not None:
        return str(request.participant.pk)
    return str(request.user.pk) if request.role else ""
