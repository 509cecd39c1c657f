from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.pillars import queries, services
from reviews.pillars.forms import SessionForm
from reviews.scenarios import queries as scenarios
from workshop.desk.views import answer, stage_of
from workshop.hall.queries import seat_of
from workshop.live.models import Room
from workshop.live.panes import pane
from workshop.people.doors import for_everyone_in, for_facilitators, who_may_run
from workshop.sessions import languages, links
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session = services.create_session(request.user, **form.values())
        return redirect("workshop:desk", session=session.pk)
    return render(
        request, "reviews/pillars/session_new.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@require_POST
@for_facilitators
@who_may_run
def opening(request: HttpRequest, session: Session, stage: UUID) -> HttpResponse:
    """Start a stage that has a topic."""
    return answer(request, session, services.start(stage_of(session, stage)))


@require_safe
@for_everyone_in
def stage(request: HttpRequest, session: Session) -> HttpResponse:
    """What is going on, as the hall shows it."""
    return _moment(request, session, Room.objects.hall_of(session.pk), "reviews/pillars/_stage.html")


@require_safe
@for_everyone_in
def strip(request: HttpRequest, session: Session) -> HttpResponse:
    """What is going on, in one line, as tables and the scenario show it."""
    return _moment(request, session, Room.objects.hall_of(session.pk), "reviews/pillars/_strip.html")


@require_safe
@for_everyone_in
def coming(request: HttpRequest, session: Session) -> HttpResponse:
    """What comes after this stage."""
    return _moment(request, session, Room.objects.hall_of(session.pk), "reviews/pillars/_coming.html")


@require_safe
@for_everyone_in
def agenda(request: HttpRequest, session: Session) -> HttpResponse:
    return _moment(request, session, Room.objects.hall_of(session.pk), "reviews/pillars/_agenda.html")


@require_safe
@for_facilitators
def now(request: HttpRequest, session: Session) -> HttpResponse:
    """The desk's clock and next action."""
    return _moment(request, session, Room.objects.desk_of(session.pk), "reviews/pillars/_now.html")


@require_safe
def wall_stage(request: HttpRequest, session: UUID, token: str) -> HttpResponse:
    shown = links.session_of_screen(session, token)
    if shown is None:
        raise Http404
    with translation.override(languages.spoken_in(shown)):
        return _moment(request, shown, Room.objects.wall_of(session), "reviews/pillars/_wall_stage.html")


@require_safe
@for_everyone_in
def scenario(request: HttpRequest, session: Session) -> HttpResponse:
    """The document. Before the reading stage no byte of it reaches a participant."""
    context = {"session": session, "place": "scenario"} | seat_of(session, request.participant)
    released = request.role or sessions.has_begun(session.pk, Stage.Kind.READING)
    if released:
        context["document"] = scenarios.document_of(queries.review_of(session.pk).scenario_version)
    return render(request, "reviews/scenarios/reader.html", context)


def _moment(request: HttpRequest, session: Session, room: Room, template: str) -> HttpResponse:
    return pane(request, room, template, lambda: {"session": session, "moment": queries.moment_of(session)})
