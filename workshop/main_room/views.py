from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from workshop.live import shared_pages
from workshop.live.models import Room
from workshop.live.panes import unkept
from workshop.main_room import personal_panes, queries
from workshop.people.access import for_everyone_in
from workshop.people.requests import Request
from workshop.sessions.models import Session


@require_safe
@for_everyone_in
def session(request: Request, session: Session) -> HttpResponse:
    return redirect("workshop:main-room", session=session.pk)


@require_safe
@for_everyone_in
@shared_pages.for_many(wants_place=True)
def main_room(request: Request, session: Session) -> HttpResponse:
    if session.is_over:
        return render(request, "workshop/main_room/over.html", {"session": session})
    context = {"session": session, "place": "main"} | queries.shown_place_of(session, request.participant)
    return shared_pages.note_rooms(request, render(request, "workshop/main_room/main_room.html", context))


@require_safe
@for_everyone_in
@shared_pages.for_many(own=personal_panes.me, wants_place=True)
def me(request: Request, session: Session) -> HttpResponse:
    """The participant's name, table and personal link."""
    person, origin = request.participant, request.build_absolute_uri("/").removesuffix("/")

    def context() -> dict:
        return personal_panes.my_place(session, person, request.role, queries.place_of(person), origin)

    return unkept(request, Room.objects.main_of(session.pk), personal_panes.ME, context)


@require_safe
@for_everyone_in
@shared_pages.for_many(own=personal_panes.way, wants_place=True)
def way(request: Request, session: Session, shown: str) -> HttpResponse:
    """The way to the participant's table, on pages other than the main room. `shown` is the table that the page shows or leads to."""

    def context() -> dict:
        return personal_panes.way_from(shown, session, queries.place_of(request.participant))

    return unkept(request, Room.objects.main_of(session.pk), personal_panes.WAY, context)
