"""Joining by code: the joining page, and what it does."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from workshop.groups import services
from workshop.people import memberships, namesakes
from workshop.people import services as people
from workshop.people.forms import NameForm
from workshop.people.models import Participant
from workshop.people.requests import Request
from workshop.sessions import languages, queries
from workshop.sessions.models import Session


def lobby(request: Request, session: Session) -> HttpResponse:
    """The joining page, in one of the session's languages."""
    languages.speak(session)
    return _joined(request, session) if request.method == "POST" else _page(request, session, NameForm())


def _joined(request: Request, session: Session) -> HttpResponse:
    """Join, or show the page again with the reason why not.

    If somebody has joined in this browser, the page asks whether another person joins, unless the form has the same name and
    company. If the name is taken, the page asks whether this is the same person; sending the same name again joins.
    """
    form = NameForm(request.POST)
    joined = request.visitor.participant_in(session.pk)
    if not form.is_valid() or (joined is None and request.visitor.was_removed_from(session.pk)):
        return _page(request, session, form)
    if joined and people.is_the_same(joined, **form.cleaned_data):
        return _to_the_main_room(request, session, joined)
    if joined and request.POST.get("instead_of") != str(joined.pk):
        return _page(request, session, form)
    offer = memberships.offered(request, request.POST.get("offer", ""))
    if given := people.given(session, offer, **form.cleaned_data):
        return _to_the_main_room(request, session, given)
    name = form.cleaned_data["name"]
    names = list(session.participants.values_list("name", flat=True))
    if namesakes.is_taken(name, names) and request.POST.get("asked") != name:
        return _page(request, session, form, asked=name, apart=namesakes.told_apart(name, names))
    try:
        participant = services.join(session, **form.cleaned_data, offer=offer)
    except people.SessionFull:
        return _page(request, session, form)
    if joined:
        people.close_sockets_of(joined)
    return _to_the_main_room(request, session, participant)


def _to_the_main_room(request: Request, session: Session, participant: Participant) -> HttpResponse:
    response = redirect("workshop:main-room", session=session.pk)
    memberships.take(request, response, participant)
    return response


def _page(request: Request, session: Session, form: NameForm, **said) -> HttpResponse:
    taken = session.participants.present().count()
    given = request.POST.get("offer", "")
    context = {
        "session": session,
        "form": form,
        "offer": given if memberships.offered(request, given) else memberships.offer(request),
        "full": session.is_full(taken),
        "joined": request.visitor.participant_in(session.pk),
        "removed": request.visitor.was_removed_from(session.pk),
        "facilitators": queries.facilitators_of(session),
        "taken": taken,
        "another": "another" in request.GET,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshop/people/lobby.html", context | said, status=status)
