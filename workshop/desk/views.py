from datetime import timedelta
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.desk.buttons import answer, moved, stage_of
from workshop.desk.forms import CapacityForm
from workshop.desk.questions import Question, ask, is_sure
from workshop.groups import services as groups
from workshop.live.models import Room
from workshop.main_room import extensions
from workshop.people.access import for_facilitators, for_running_facilitators
from workshop.people.refusals import refused
from workshop.people.requests import Request
from workshop.sessions import links, permissions
from workshop.sessions import services as sessions
from workshop.sessions.models import Session
from workshop.sessions.moves import SessionOver

EXTENSIONS = (2, 5)  # minutes


@require_safe
@for_facilitators
def desk(request: Request, session: Session) -> HttpResponse:
    context = {
        "session": session,
        "place": "desk",
        "may_run": permissions.may_run(request.role),
    }
    return render(request, "workshop/desk/desk.html", context)


@require_POST
@for_running_facilitators
def stage_extension(request: Request, session: Session, stage: UUID) -> HttpResponse:
    """Extend an open stage by `minutes`."""
    minutes = request.POST.get("minutes", "")
    if minutes not in map(str, EXTENSIONS):
        return refused(request, session, _("Choose 2 or 5 minutes."), 422)
    return moved(request, session, partial(sessions.extend, stage_of(session, stage), timedelta(minutes=int(minutes))))


@require_POST
@for_running_facilitators
def stage_end(request: Request, session: Session, stage: UUID) -> HttpResponse:
    return moved(request, session, partial(sessions.end, stage_of(session, stage)))


@require_POST
@for_running_facilitators
def stage_pause(request: Request, session: Session, stage: UUID) -> HttpResponse:
    return moved(request, session, partial(sessions.pause, stage_of(session, stage)))


@require_POST
@for_running_facilitators
def stage_resumption(request: Request, session: Session, stage: UUID) -> HttpResponse:
    return moved(request, session, partial(sessions.resume, stage_of(session, stage)))


@require_POST
@for_running_facilitators
def stage_skip(request: Request, session: Session, stage: UUID) -> HttpResponse:
    return moved(request, session, partial(sessions.skip, stage_of(session, stage)))


@require_POST
@for_running_facilitators
def stage_return(request: Request, session: Session, stage: UUID) -> HttpResponse:
    return moved(request, session, partial(sessions.take_back, stage_of(session, stage)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_running_facilitators
def ending(request: Request, session: Session) -> HttpResponse:
    """End the session, which cannot be undone. Without `sure` it asks."""
    if is_sure(request):
        return moved(request, session, partial(_finish, session))
    question = Question(
        title=_("End the session?"),
        address=reverse("workshop:ending", kwargs={"session": session.pk}),
        button=_("End the session"),
        lines=[_("All pages become read-only.")],
        is_final=True,
    )
    return ask(request, session, question)


def _finish(session: Session, *, seen: int) -> None:
    sessions.finish(session, seen=seen)


@require_POST
@for_running_facilitators
def rounds(request: Request, session: Session) -> HttpResponse:
    """Assign groups. `after_round` is the number of the round on the page."""
    after = request.POST.get("after_round", "")
    if not after.isascii() or not after.isdigit() or len(after) > 5:
        return refused(request, session, _("Reload the page and assign groups again."), 422)
    if not session.participants.exists():
        return refused(request, session, _("Nobody has joined yet. Show the join code first."), 422)
    groups.assign(session, after_round=int(after))
    return answer(request, session, Room.objects.select_related("session").desk_of(session.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@for_running_facilitators
def capacity(request: Request, session: Session) -> HttpResponse:
    """Set how many people may join. The desk shows this form in a dialog."""
    if session.is_over:
        raise SessionOver
    form = CapacityForm(request.POST if request.method == "POST" else None, initial={"capacity": session.capacity})
    if form.is_valid():
        return answer(request, session, sessions.set_capacity(session, form.cleaned_data["capacity"]))
    context = {
        "session": session,
        "place": "desk",
        "form": form,
        "taken": session.participants.present().count(),
    }
    template = "workshop/desk/capacity.html" + ("#capacity" if request.htmx else "")
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_safe
@for_facilitators
def screen(request: Request, session: Session) -> HttpResponse:
    """Leads to the comment screen by its present link. An open desk would know a link that was replaced since."""
    return redirect(_address_of_screen(session))


@require_http_methods(["GET", "HEAD", "POST"])
@for_running_facilitators
def screen_link(request: Request, session: Session) -> HttpResponse:
    """Show the comment screen's link, or replace it. At the desk it opens as a dialog."""
    if replaced := request.method == "POST":
        sessions.renew_screen_link(session)
    context = {
        "session": session,
        "place": "desk",
        "link": request.build_absolute_uri(_address_of_screen(session)),
        "replaced": replaced,
    }
    return render(request, "workshop/desk/screen_link.html" + ("#link" if request.htmx else ""), context)


def _address_of_screen(session: Session) -> str:
    token = links.screen_token(session)
    return reverse(extensions.route_of("screen"), kwargs={"session": session.pk, "token": token})
