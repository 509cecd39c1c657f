from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from workshop.hall import queries
from workshop.live.models import Room
from workshop.live.panes import unkept
from workshop.people import seats
from workshop.people.doors import for_everyone_in
from workshop.people.requests import Request
from workshop.sessions.models import Session


@require_safe
@for_everyone_in
def session(request: Request, session: Session) -> HttpResponse:
    return redirect("workshop:hall", session=session.pk)


@require_safe
@for_everyone_in
def hall(request: Request, session: Session) -> HttpResponse:
    if session.is_over:
        return render(request, "workshop/hall/over.html", {"session": session})
    context = {"session": session, "place": "hall"} | queries.seat_of(session, request.participant)
    return render(request, "workshop/hall/hall.html", context)


@require_safe
@for_everyone_in
def me(request: Request, session: Session) -> HttpResponse:
    """What is mine: my seat, and the link that brings me back to it."""
    person = request.participant

    def context() -> dict:
        mine = {"session": session, "person": person, "role": request.role} | queries.seat_of(session, person)
        if person:
            mine["earlier"] = queries.earlier_tables(person)
            address = reverse("workshop:seat", kwargs={"participant": person.pk, "token": seats.token(person)})
            mine["link"] = request.build_absolute_uri(address)
        return mine

    return unkept(request, Room.objects.hall_of(session.pk), "workshop/hall/_me.html", context)


@require_safe
@for_everyone_in
def way(request: Request, session: Session, shown: str) -> HttpResponse:
    """The way to my table, on pages other than the hall. `shown` is the table the page shows or leads to, or "nowhere"."""

    def context() -> dict:
        return {"session": session, "shown": shown} | queries.seat_of(session, request.participant)

    return unkept(request, Room.objects.hall_of(session.pk), "workshop/hall/_way.html", context)
