from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reviews.pillars import panes, queries, services
from reviews.pillars.forms import SessionForm
from reviews.scenarios import queries as scenarios
from workshop.accounts.requests import SignedInRequest
from workshop.desk.buttons import moved, stage_of
from workshop.desk.questions import Question, ask, is_sure
from workshop.live.clock import database_now
from workshop.live.models import Room
from workshop.live.panes import pane
from workshop.live.shared_pages import for_many, note_rooms, slot_or
from workshop.main_room.queries import place_of
from workshop.people.access import for_everyone_in, for_facilitators, for_running_facilitators
from workshop.people.requests import Request
from workshop.sessions import moments, permissions
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage
from workshop.sessions.screens import for_screens
from workshop.web.page_cache import slots


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: SignedInRequest) -> HttpResponse:
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = {"lens_version": form.cleaned_data["lens"], "scenario_version": form.cleaned_data["scenario"]}
        session = services.create_session(request.user, form.session(), **chosen)
        return redirect("workshop:desk", session=session.pk)
    return render(
        request, "reviews/pillars/session_new.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_running_facilitators
def stage_start(request: Request, session: Session, stage: UUID) -> HttpResponse:
    """Start any stage of the agenda. Before the first one on another day than the planned one, ask (`sure`)."""
    found = stage_of(session, stage)
    planned, today = (moments.day_text(moment, session.zone) for moment in (session.starts_at, database_now()))
    is_other_day = session.state == Session.State.OPEN and planned != today
    if is_sure(request) or (request.method == "POST" and not is_other_day):
        return moved(request, session, partial(services.start, found))
    days = {"planned": planned, "today": today}
    question = Question(
        title=_("Start the session today?") if is_other_day else _("Start now?"),
        address=reverse("reviews:stage-start", kwargs={"session": session.pk, "stage": stage}),
        button=_("Start: %(stage)s") % {"stage": found.get_kind_display()},
        lines=[_("It is planned for %(planned)s. Today is %(today)s.") % days] if is_other_day else [],
    )
    return ask(request, session, question)


@require_safe
@for_everyone_in
@for_many()
def stage(request: Request, session: Session) -> HttpResponse:
    return panes.STAGE.answer(request, session)


@require_safe
@for_everyone_in
@for_many()
def strip(request: Request, session: Session) -> HttpResponse:
    return panes.STRIP.answer(request, session)


@require_safe
@for_everyone_in
@for_many()
def coming(request: Request, session: Session) -> HttpResponse:
    return panes.COMING.answer(request, session)


@require_safe
@for_facilitators
def agenda(request: Request, session: Session) -> HttpResponse:
    """The agenda at the desk."""
    return pane(
        request,
        Room.objects.desk_of(session.pk),
        "reviews/pillars/_agenda.html",
        lambda: {"session": session, "moment": queries.moment_of(session)},
    )


@require_safe
@for_facilitators
def now(request: Request, session: Session) -> HttpResponse:
    """The clock and the next action at the desk, without buttons for those who may not run the session."""
    runs = permissions.may_run(request.role)
    return pane(
        request,
        Room.objects.desk_of(session.pk),
        "reviews/pillars/_now.html",
        lambda: {
            "session": session,
            "moment": queries.moment_of(session),
            "move": sessions.last_move(session.pk),
            "may_run": runs,
        },
        variant="runs" if runs else "",
    )


@require_safe
@for_screens
def screen_stage(request: Request, session: Session, token: str) -> HttpResponse:
    return panes.SCREEN_STAGE.answer(request, session)


@require_safe
@for_everyone_in
@for_many(wants_place=True)
def scenario(request: Request, session: Session) -> HttpResponse:
    """The page of the scenario. Participants get no part of the document before the reading stage."""
    place = place_of(request.participant)
    context = {
        "session": session,
        "place": "scenario",
        "way": slot_or(request, slots.WAY, place.leads_to),
    } | place.shown()
    released = request.role or sessions.has_come(session.pk, Stage.Kind.READING)
    if released:
        context["document"] = scenarios.document_of(queries.review_of(session.pk).scenario_version)
    return note_rooms(request, render(request, "reviews/scenarios/reader.html", context))
