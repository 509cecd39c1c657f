"""Questions before moves that cannot be repeated: a dialog at the desk, and a page where scripts do not run."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render

from workshop.people.requests import Request
from workshop.sessions import moves
from workshop.sessions.models import Session

DIALOG = "#desk-dialog-content"


@dataclass(frozen=True)
class Question:
    """What a dialog asks. Its form posts to `address`; `waiting` are things that the move would leave undone."""

    title: str
    address: str
    button: str
    lines: list[str]
    waiting: list[str] = field(default_factory=list)
    is_final: bool = False  # it cannot be undone


def is_sure(request: Request) -> bool:
    """Whether this is the form of a question, and not a press that has still to be asked about."""
    return request.method == "POST" and request.POST.get("sure") == "1"


def ask(request: Request, session: Session, question: Question) -> HttpResponse:
    """Show the question. Its form sends the number of the last move that the facilitator saw, and `sure`. Raises SessionOver."""
    if session.is_over:
        raise moves.SessionOver
    seen = request.POST.get("seen") or request.GET.get("seen") or str(moves.number_of(session.pk))
    context = {"session": session, "place": "desk", "question": question, "seen": seen}
    template = "workshop/desk/question.html" + ("#question" if request.htmx else "")
    response = render(request, template, context)
    if request.htmx:  # whatever the pressed button would have done with an answer
        response["HX-Retarget"], response["HX-Reswap"] = DIALOG, "innerHTML"
    return response
