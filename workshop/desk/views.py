from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workshop.groups import services as dealing
from workshop.live.models import Room
from workshop.live.panes import told
from workshop.people.doors import for_facilitators, who_may_run
from workshop.sessions import links, rules
from workshop.sessions import services as sessions
from workshop.sessions.models import Session, Stage

EXTENSIONS = (2, 5)  # minutes


@require_safe
@for_facilitators
def desk(request: HttpRequest, session: Session) -> HttpResponse:
    context = {
        "session": session,
        "place": "desk",
        "wall_token": links.screen_token(session),
        "may_run": rules.may_run(request.role),
    }
    return render(request, "workshop/desk/desk.html", context)


@require_POST
@for_facilitators
@who_may_run
def stage_start(request: HttpRequest, session: Session, stage: UUID) -> HttpResponse:
    return answer(request, session, sessions.start(stage_of(session, stage)))


@require_POST
@for_facilitators
@who_may_run
def stage_extension(request: HttpRequest, session: Session, stage: UUID) -> HttpResponse:
    """More time for a running stage: `minutes`, and the end the facilitator saw, in ms since the epoch."""
    minutes, shown = request.POST.get("minutes", ""), request.POST.get("shown_end", "")
    if minutes not in map(str, EXTENSIONS) or not shown.isascii() or not shown.isdigit() or len(shown) > 14:
        return HttpResponse(_("Choose 2 or 5 minutes."), status=422, content_type="text/plain; charset=utf-8")
    shown_end = datetime.fromtimestamp(int(shown) / 1000, UTC)
    return answer(
        request,
        session,
        sessions.extend(stage_of(session, stage), timedelta(minutes=int(minutes)), shown_end=shown_end),
    )


@require_POST
@for_facilitators
@who_may_run
def stage_end(request: HttpRequest, session: Session, stage: UUID) -> HttpResponse:
    return answer(request, session, sessions.end(stage_of(session, stage)))


@require_POST
@for_facilitators
@who_may_run
def ending(request: HttpRequest, session: Session) -> HttpResponse:
    sessions.finish(session)
    return answer(request, session, None)


@require_POST
@for_facilitators
@who_may_run
def rounds(request: HttpRequest, session: Session) -> HttpResponse:
    """Deal. `after_round` is the number of the round on the page."""
    after = request.POST.get("after_round", "")
    if not after.isascii() or not after.isdigit() or len(after) > 5:
        return HttpResponse(_("Reload the page and deal again."), status=422, content_type="text/plain; charset=utf-8")
    if not session.participants.exists():
        return HttpResponse(
            _("Nobody is here yet. Show the join code first."), status=422, content_type="text/plain; charset=utf-8"
        )
    dealing.deal(session, after_round=int(after))
    return answer(request, session, Room.objects.select_related("session").desk_of(session.pk))


def stage_of(session: Session, stage: UUID) -> Stage:
    found = Stage.objects.filter(pk=stage, session=session).first()
    if found is None:
        raise Http404
    return found


def answer(request: HttpRequest, session: Session, desk: Room | None) -> HttpResponse:
    """A button of the desk was pressed: nothing to swap, the room tells. Without script, back to the desk."""
    if not request.htmx:
        return redirect("workshop:desk", session=session.pk)
    response = HttpResponse(status=204)
    return told(response, desk) if desk else response
