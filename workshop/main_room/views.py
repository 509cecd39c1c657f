from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.groups import services as groups
from workshop.live import shared_pages
from workshop.live.models import Room
from workshop.live.panes import unkept
from workshop.main_room import personal_panes, queries
from workshop.people import memberships, namesakes
from workshop.people import services as people
from workshop.people.access import for_everyone_in, for_participants
from workshop.people.forms import NameForm
from workshop.people.models import Participant
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
        person = request.participant
        return personal_panes.way_from(shown, session, person, queries.place_of(person))

    return unkept(request, Room.objects.main_of(session.pk), personal_panes.WAY, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone_in
@for_participants
def you(request: Request, session: Session, person: Participant) -> HttpResponse:
    """What the session knows of the participant: name and company, which they correct here, and the personal link."""
    form = NameForm(request.POST or None, initial={"name": person.name, "company": person.company})
    if request.method == "POST" and form.is_valid():
        groups.correct(person, **form.cleaned_data)
        people.has_seen_correction(person)
        if namesakes.is_numbered(person.name, form.cleaned_data["name"]):
            return redirect(f"{reverse('workshop:you', kwargs={'session': session.pk})}?numbered")
        return redirect("workshop:main-room", session=session.pk)
    context = {
        "session": session,
        "place": "you",
        "person": person,
        "form": form,
        "link": memberships.link(request, person),
        "replaced": "replaced" in request.GET,
        "taken": namesakes.without_number(person.name) if "numbered" in request.GET else "",
    } | queries.shown_place_of(session, person)
    return render(request, "workshop/main_room/you.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_everyone_in
@for_participants
def your_link(request: Request, session: Session, person: Participant) -> HttpResponse:
    """Replace the participant's own link. Only this browser stays joined."""
    response = redirect(f"{reverse('workshop:you', kwargs={'session': session.pk})}?replaced")
    people.renew_link(person, stays=True)
    memberships.take(request, response, person)
    return response


@require_POST
@for_everyone_in
@for_participants
def your_correction(request: Request, session: Session, person: Participant) -> HttpResponse:
    """The participant has seen that a facilitator corrected name or company. htmx deletes the note."""
    people.has_seen_correction(person)
    return HttpResponse() if request.htmx else redirect("workshop:you", session=session.pk)
