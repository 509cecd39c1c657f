from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviews.library.models import Choice, Question
from reviews.pillars import queries as pillars
from reviews.pillars.models import PillarReview
from reviews.scenarios import queries as scenarios
from reviews.tables import queries, rules
from reviews.tables.doors import at_the_table, writer_of
from reviews.tables.forms import FindingForm, TalkForm
from reviews.tables.services import answers, findings, talk
from reviews.tables.services.closed import PillarClosed
from reviews.tables.writers import SentOtherwise, Writer
from workshop.groups import names
from workshop.groups import queries as groups
from workshop.groups.models import Group
from workshop.hall.queries import seat_of
from workshop.live import hub
from workshop.live.models import Room
from workshop.live.panes import pane, told, unkept
from workshop.people.doors import for_everyone_in, for_facilitators
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage

# ── the page and its panes ──


@require_safe
@at_the_table
def table(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    context = {
        "session": session,
        "place": "table",
        "group": group,
        "group_name": names.shown(group.number),
        "room": room,
        "talk_form": TalkForm(),
        "finding_form": FindingForm(),
        "may_write": writer_of(request) is not None,
    } | seat_of(session, request.participant)
    if request.role or sessions.has_begun(session.pk, Stage.Kind.READING):
        context["document"] = scenarios.document_of(pillars.review_of(session.pk).scenario_version)
    return render(request, "reviews/tables/table.html", context)


@require_safe
@at_the_table
def talk_pane(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return pane(
        request, room, "reviews/tables/_talk.html", lambda: {"entries": queries.entries_of(group, _review(session))}
    )


@require_safe
@at_the_table
def board_pane(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    def context() -> dict:
        review = _review(session)
        found = queries.findings_of(group, review)
        return {"findings": found, "count": len(found), "review": review, "open": rules.may_review(session, review)}

    return pane(request, room, "reviews/tables/_board.html", context)


@require_safe
@at_the_table
def questions_pane(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    def context() -> dict:
        review = _review(session)
        answers_so_far = queries.answers_of(group, review)
        return {
            "session": session,
            "group": group,
            "pillar": review.pillar,
            "principles": review.pillar.principles.all(),
            "answers": answers_so_far,
            "answered": sum(answer.is_answered for answer in answers_so_far),
            "open": rules.may_review(session, review),
        }

    return pane(request, room, "reviews/tables/_questions.html", context)


@require_safe
@at_the_table
def people_pane(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return pane(request, room, "reviews/tables/_people.html", lambda: {"members": group.members.all()})


@require_safe
@for_everyone_in
def presentation(request: HttpRequest, session: Session) -> HttpResponse:
    """Each group's board on everyone's page, from the presentations on."""

    def context() -> dict:
        review = _review(session)
        if not queries.is_presented(session.pk, review):
            return {}
        return {"review": review, "boards": queries.boards_of(review, queries.groups_at(session, review))}

    return pane(request, Room.objects.hall_of(session.pk), "reviews/tables/_presentation.html", context)


@require_safe
@for_facilitators
def group_cards(request: HttpRequest, session: Session) -> HttpResponse:
    """The desk's groups, fetched again and again: no word at a table locks the desk."""

    def context() -> dict:
        in_force = groups.groups_of(session)
        here = hub.people_in(Room.objects.hall_of(session.pk).pk) or set()
        return {
            "session": session,
            "boards": queries.boards_of(_review(session), in_force),
            "here": here | _at_tables(in_force),
            "joined": session.participants.count(),
            "late": groups.waiting_in_the_hall(session),
            "round": in_force[0].round.number if in_force else 0,
        }

    return unkept(request, Room.objects.desk_of(session.pk), "reviews/tables/_group_cards.html", context)


# ── what people write ──


@require_POST
@at_the_table
def entries(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    form = TalkForm(request.POST)

    def say() -> Room:
        return talk.say(group, _review(session), author=_writer(request), **form.cleaned_data)

    template = "reviews/tables/_talk_form.html"
    if not rules.may_talk(session):
        form.add_error(None, _("The session is over. What was said stays readable."))
    return _write(request, form, say, template, {"session": session, "group": group, "form_name": "talk_form"})


@require_POST
@at_the_table
def report_finding(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    form = FindingForm(request.POST)

    def report() -> Room:
        review = pillars.pillar_review(session.pk, request.POST.get("topic", "")[:128]) or _review(session)
        return findings.report(
            group, review, author=_writer(request), client_id=form.cleaned_data["client_id"], **form.content()
        )

    return _write(request, form, report, "reviews/tables/_finding_form.html", {"session": session, "group": group})


@require_POST
@at_the_table
def answer(request: HttpRequest, session: Session, group: Group, room: Room, question: str) -> HttpResponse:
    """`choice` and `ticked` (1 or 0), or `applicable` (1 or 0)."""
    _writer(request)
    review = _review(session)
    found = _question(review, question)
    posted = request.POST
    try:
        if posted.get("applicable") in {"0", "1"}:
            return _pressed(answers.set_applicable(group, review, found, applicable=posted["applicable"] == "1"))
        choice = get_object_or_404(
            Choice.objects.select_related("question"), question=found, key=_key(posted.get("choice"))
        )
        return _pressed(answers.tick(group, review, choice, ticked=posted.get("ticked") == "1"))
    except PillarClosed:
        return _closed()


@require_POST
@at_the_table
def focus(request: HttpRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    _writer(request)
    review = _review(session)
    try:
        return _pressed(answers.dig_into(group, review, _question(review, request.POST.get("question"))))
    except PillarClosed:
        return _closed()


def _write(request: HttpRequest, form, write, template: str, context: dict) -> HttpResponse:
    """Answer a form: emptied when it was written, with what is wrong when it was not, its text kept."""
    if form.is_valid():
        try:
            room = write()
        except PillarClosed:
            form.add_error(
                None,
                _("This pillar is closed; its summary is made from what was there. Keep the text for the next one."),
            )
        except SentOtherwise:
            form.add_error(None, _("This was sent before with other words. Send it once more."))
        else:
            return told(render(request, template, context | {"form": type(form)()}), room)
    return render(request, template, context | {"form": form}, status=422)


def _pressed(room: Room) -> HttpResponse:
    return told(HttpResponse(status=204), room)


def _closed() -> HttpResponse:
    sentence = _("This pillar is closed. Its answers stay as they are.")
    return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")


def _writer(request: HttpRequest) -> Writer:
    if (writer := writer_of(request)) is None:
        raise PermissionDenied
    return writer


def _review(session: Session) -> PillarReview:
    """The pillar the session is at; before the first it is the first."""
    return pillars.open_review(session.pk) or pillars.pillar_reviews_of(session.pk)[0]


def _question(review: PillarReview, key: str | None) -> Question:
    return get_object_or_404(Question, pillar=review.pillar, key=_key(key))


def _key(value: str | None) -> str:
    """A key as the lens has them. PostgreSQL refuses NUL even in a question."""
    return value if value and value.isascii() and value.isprintable() else ""


def _at_tables(in_force: list[Group]) -> set[str]:
    rooms = Room.objects.filter(kind=Room.Kind.TABLE, subject__in=[group.pk for group in in_force]).values_list(
        "pk", flat=True
    )
    return set().union(*(hub.people_in(room) or set() for room in rooms))
