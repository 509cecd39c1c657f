"""The front page, and what it says to somebody whose code opens no session."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from workshop.people import guess_throttling
from workshop.people.queries import ended_session_by_code
from workshop.people.requests import Request
from workshop.sessions.models import Session

TYPED_SHOWN = 200  # characters of a wrong code that stay in its field


def front_page(request: Request, status: int = 200, **message) -> HttpResponse:
    """The page with the field for a code, and the sessions that this browser has joined."""
    joined = request.visitor.participants().select_related("session").exclude(session__state=Session.State.FINISHED)
    return render(request, "workshop/people/front.html", {"mine": list(joined)} | message, status=status)


def refuse_code(request: Request, typed: str, status: int) -> HttpResponse:
    """Answer a code that opens no session.

    A code ends with its session, and participants of a finished one are redirected to it. Everybody else has waited for this
    answer (guess_throttling.py).
    """
    ended = ended_session_by_code(typed)
    if ended and guess_throttling.took_part(request.visitor, ended):
        return redirect("workshop:main-room", session=ended.pk)
    shown = "".join(filter(str.isprintable, typed))[:TYPED_SHOWN]
    message = {"ended": ended, "wrong": ended is None, "typed": shown}
    return front_page(request, status=410 if ended else status, **message)
