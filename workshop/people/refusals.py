"""Refusals of a press or a form, with a sentence that says why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from workshop.people.requests import Request
from workshop.sessions.models import Session


def refused(request: Request, session: Session, sentence: str, status: int) -> HttpResponse:
    """The sentence in plain text, which the page shows near the button; for a plain form, on a page that leads back."""
    if request.htmx:
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    context = {"session": session, "place": "desk" if request.role else "you", "sentence": sentence}
    return render(request, "workshop/people/refused.html", context, status=status)
