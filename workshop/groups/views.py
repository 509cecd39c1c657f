from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.groups import joining, names, queries, services
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.panes import told, unkept
from workshop.people import memberships
from workshop.people import services as people
from workshop.people.access import for_facilitators, for_running_facilitators
from workshop.people.forms import CorrectionForm
from workshop.people.front_page import refuse_code
from workshop.people.models import Participant
from workshop.people.requests import Request
from workshop.sessions import permissions
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, code: str) -> HttpResponse:
    session = sessions.session_by_code(code)
    if session and code != session.code and request.method != "POST":
        return redirect("workshop:join", code=session.code)
    return joining.lobby(request, session) if session else refuse_code(request, code, status=404)


@require_safe
@for_facilitators
def roster(request: Request, session: Session) -> HttpResponse:
    """Everyone in the session with their companies, also before groups are assigned."""
    return render(request, "workshop/groups/roster.html", {"session": session, "place": "desk"})


@require_safe
@for_facilitators
def roster_pane(request: Request, session: Session) -> HttpResponse:
    """The list. The page fetches it at intervals, since nobody is told of each person who joins before groups are assigned."""

    def context() -> dict:
        people = [(who, names.shown(at.number) if at else "") for who, at in queries.roster_of(session)]
        return {
            "session": session,
            "people": people,
            "removed": queries.removed_from(session),
            "grouped": any(table for _who, table in people),
            "may_run": permissions.may_run(request.role),
        }

    return unkept(request, Room.objects.desk_of(session.pk), "workshop/groups/_roster.html", context)


@require_safe
@for_running_facilitators
def person(request: Request, session: Session, participant: UUID) -> HttpResponse:
    """What a facilitator may do for one person: correct their name, show or replace their link, move or remove them.

    At the desk it opens as a dialog.
    """
    return _person(request, session, _participant(session, participant))


@require_POST
@for_running_facilitators
def person_table(request: Request, session: Session, participant: UUID) -> HttpResponse:
    """Move a person to the table `group`; `seen` is the table that the page shows for them."""
    who = _participant(session, participant)
    group = _group(session, request.POST.get("group", ""))
    desk = group and services.move(who, group, seen=request.POST.get("seen", ""))
    return _done(request, session, desk) if desk else _overtaken(request, session, who)


@require_POST
@for_running_facilitators
def person_name(request: Request, session: Session, participant: UUID) -> HttpResponse:
    """Correct a person's name and company. The person is told."""
    who = _participant(session, participant)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _person(request, session, who, form=form, status=422)
    return _done(request, session, services.correct(who, **form.cleaned_data, by_facilitator=True))


@require_POST
@for_running_facilitators
def person_link(request: Request, session: Session, participant: UUID) -> HttpResponse:
    """Replace a person's link, and show the new one."""
    who = _participant(session, participant)
    people.renew_link(who)
    return _person(request, session, who, replaced=True)


@require_POST
@for_running_facilitators
def person_removal(request: Request, session: Session, participant: UUID) -> HttpResponse:
    return _done(request, session, services.remove(_participant(session, participant)))


@require_POST
@for_running_facilitators
def person_return(request: Request, session: Session, participant: UUID) -> HttpResponse:
    """Let somebody in again who was removed."""
    return _done(request, session, services.let_in_again(_participant(session, participant)))


def _overtaken(request: Request, session: Session, who: Participant) -> HttpResponse:
    who.refresh_from_db()
    sentence = _("This has changed in the meantime. Here is the current state.")
    return _person(request, session, who, overtaken=sentence, status=422)


def _person(
    request: Request,
    session: Session,
    who: Participant,
    *,
    overtaken: str = "",
    form: CorrectionForm | None = None,
    replaced: bool = False,
    status: int = 200,
) -> HttpResponse:
    groups = queries.groups_of(session)
    sits = next((group for group in groups if any(member.participant == who for member in group.members.all())), None)
    context = {
        "session": session,
        "place": "desk",
        "person": who,
        "sits": sits,
        "sits_name": names.shown(sits.number) if sits else "",
        "tables": [(group, names.shown(group.number)) for group in groups if group != sits],
        "overtaken": overtaken,
        "form": form or CorrectionForm(initial={"name": who.name, "company": who.company}),
        "link": memberships.link(request, who),
        "replaced": replaced,
    }
    template = "workshop/groups/person.html" + ("#person" if request.htmx else "")
    return render(request, template, context, status=status)


def _participant(session: Session, participant: UUID) -> Participant:
    found = Participant.objects.select_related("session").filter(pk=participant, session=session).first()
    if found is None:
        raise Http404
    return found


def _group(session: Session, given: str) -> Group | None:
    try:
        return Group.objects.select_related("round").filter(pk=UUID(given), round__session=session).first()
    except ValueError:
        return None


def _done(request: Request, session: Session, desk: Room | None) -> HttpResponse:
    """There is nothing to swap, since the rooms tell. Without script, redirect to the desk."""
    if not request.htmx:
        return redirect("workshop:desk", session=session.pk)
    response = HttpResponse(status=204)
    return told(response, desk) if desk else response
