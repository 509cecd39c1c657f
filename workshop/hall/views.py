from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from workshop.hall import mine, queries
from workshop.live import shells
from workshop.live.models import Room
from workshop.live.panes import unkept
from workshop.people.doors import for_everyone_in
from workshop.people.requests import Request
from workshop.sessions.models import Session


@require_safe
@for_everyone_in
def session(request: Request, session: Session) -> HttpResponse:
    return redirect("workshop:hall", session=session.pk)


@require_safe
@for_everyone_in
@shells.for_many(wants_place=True)
def hall(request: Request, session: Session) -> HttpResponse:
    if session.is_over:
        return render(request, "workshop/hall/over.html", {"session": session})
    context = {"session": session, "place": "hall"} | queries.seat_of(session, request.participant)
    return shells.note_rooms(request, render(request, "workshop/hall/hall.html", context))


@require_safe
@for_everyone_in
@shells.for_many(own=mine.me, wants_place=True)
def me(request: Request, session: Session) -> HttpResponse:
    """What is mine: my seat, and the link that brings me back to it."""
    person, origin = request.participant, request.build_absolute_uri("/").removesuffix("/")

    def context() -> dict:
        return mine.seat_of(session, person, request.role, queries.place_of(person), origin)

    return unkept(request, Room.objects.hall_of(session.pk), mine.ME, context)


@require_safe
@for_everyone_in
@shells.for_many(own=mine.way, wants_place=True)
def way(request: Request, session: Session, shown: str) -> HttpResponse:
    """The way to my table, on pages other than the hall. `shown` is the table the page shows or leads to, or "nowhere"."""

    def context() -> dict:
        return mine.way_from(shown, session, queries.place_of(request.participant))

    return unkept(request, Room.objects.hall_of(session.pk), mine.WAY, context)
