"""Coming in by code: what the joining page says, and the seat it gives."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from workshop.groups import services
from workshop.people import namesakes, seats
from workshop.people import services as people
from workshop.people.forms import JoinForm
from workshop.people.models import Participant
from workshop.people.requests import Request
from workshop.sessions import languages, queries
from workshop.sessions.models import Session


def lobby(request: Request, session: Session) -> HttpResponse:
    """The joining page, in one of the session's languages."""
    with translation.override(languages.spoken_in(session)):
        request.LANGUAGE_CODE = translation.get_language()
        return _joined(request, session) if request.method == "POST" else _page(request, session, JoinForm())


def _joined(request: Request, session: Session) -> HttpResponse:
    """A seat; or the page with what stands against it.

    Somebody of a name that is here already is asked whether they are that person, and joins by sending the same name again.
    """
    form = JoinForm(request.POST)
    if request.visitor.was_removed_from(session.pk) or not form.is_valid():
        return _page(request, session, form)
    if seated := request.visitor.participant_in(session.pk) or people.given(session, form.cleaned_data["offer"]):
        return _to_the_hall(request, session, seated)
    name = form.cleaned_data["name"]
    names = list(session.participants.values_list("name", flat=True))
    if namesakes.is_taken(name, names) and request.POST.get("asked") != name:
        return _page(request, session, form, asked=name, apart=namesakes.told_apart(name, names))
    try:
        guest = services.welcome(session, **form.cleaned_data)
    except people.NoSeatLeft:
        return _page(request, session, form)
    return _to_the_hall(request, session, guest)


def _to_the_hall(request: Request, session: Session, guest: Participant) -> HttpResponse:
    response = redirect("workshop:hall", session=session.pk)
    seats.take(request, response, guest)
    return response


def _page(request: Request, session: Session, form: JoinForm, **said) -> HttpResponse:
    taken = session.participants.present().count()
    context = {
        "session": session,
        "form": form,
        "full": session.is_full(taken),
        "seated": request.visitor.participant_in(session.pk),
        "removed": request.visitor.was_removed_from(session.pk),
        "facilitators": queries.facilitators_of(session),
        "taken": taken,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshop/people/lobby.html", context | said, status=status)
