from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviews.lenses.models import Choice, Question
from reviews.pillars import queries as pillars
from reviews.pillars.models import PillarReview
from reviews.scenarios import queries as scenarios
from reviews.tables import own_panes, panes, permissions, queries
from reviews.tables.access import TableRequest, at_the_table, led_on, writer_of
from reviews.tables.forms import EditForm, FindingForm, Seen, Sending, TalkForm
from reviews.tables.models import Finding
from reviews.tables.services import answers, findings, talk
from reviews.tables.services.closed import PillarClosed
from reviews.tables.services.findings import BoardFull, ChangedMeanwhile
from reviews.tables.writers import SentOtherwise, Writer
from workshop.groups import names
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.panes import told
from workshop.live.shared_pages import for_many, note_rooms, slot_or
from workshop.main_room.queries import shown_place_of
from workshop.people.access import for_everyone_in
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage

# ── the page and its panes ──


@require_safe
@led_on
@at_the_table
@for_many(wants_place=True)
def table(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    context = {
        "session": session,
        "place": "table",
        "group": group,
        "group_name": slot_or(request, "my_group_name", names.shown(group.number)),
        "room": room,
        "talk_form": TalkForm(),
        "finding_form": FindingForm(),
        "may_write": writer_of(request) is not None,
        "earlier": request.only_reads,
    } | shown_place_of(session, request.participant)
    if request.role or sessions.has_come(session.pk, Stage.Kind.READING):
        context["document"] = scenarios.document_of(pillars.review_of(session.pk).scenario_version)
    return note_rooms(request, render(request, "reviews/tables/table.html", context))


@require_safe
@at_the_table
@for_many(own=own_panes.talk_of)
def talk_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return own_panes.answer(request, session, group, room, own_panes.talk)


@require_safe
@at_the_table
@for_many(own=own_panes.board_of)
def board_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return own_panes.answer(request, session, group, room, own_panes.board)


@require_safe
@at_the_table
@for_many(own=own_panes.questions_of)
def questions_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return own_panes.answer(request, session, group, room, own_panes.questions)


@require_safe
@at_the_table
@for_many(own=own_panes.people_of)
def people_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return own_panes.answer(request, session, group, room, own_panes.people)


@require_safe
@for_everyone_in
@for_many()
def presentation(request: TableRequest, session: Session) -> HttpResponse:
    """Each group's board on everyone's page, from the presentations on."""
    return panes.PRESENTATION.answer(request, session)


# ── what people write ──


@require_POST
@at_the_table
def entries(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    form = TalkForm(request.POST)

    def say() -> Room:
        return talk.say(group, queries.review_at(session, group), author=_writer(request), **form.cleaned_data)

    template = "reviews/tables/_talk_form.html"
    if not permissions.may_talk(session):
        form.add_error(None, _("The session is over. What was said stays readable."))
    return _write(request, form, say, template, {"session": session, "group": group})


@require_POST
@at_the_table
def report_finding(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    form = FindingForm(request.POST)

    def report() -> Room:
        topic = _key(request.POST.get("topic"))[:128]
        review = pillars.named(session.pk, topic) or queries.review_at(session, group)
        return findings.report(
            group, review, author=_writer(request), client_id=form.cleaned_data["client_id"], **form.content()
        )

    return _write(request, form, report, "reviews/tables/_finding_form.html", {"session": session, "group": group})


@require_safe
@at_the_table
def finding_form(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    """A finding as the form that rewrites it."""
    _writer(request)
    found = _finding(Finding.objects, group, finding)
    if not permissions.may_review(session, found.pillar_review):
        return _closed_board()
    return _editing(request, session, group, found, EditForm.of(found))


@require_POST
@at_the_table
def edits(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    author, found, form = _writer(request), _finding(Finding.ever, group, finding), EditForm(request.POST)
    try:
        saved = _written(form, lambda: findings.edit(group, found, author=author, **_named(form), **form.content()))
    except ChangedMeanwhile:
        return _overtaken(request, session, group, found, form)
    if saved:
        return told(HttpResponse(), saved)
    return _editing(request, session, group, found, form, status=422)


@require_POST
@at_the_table
def deletion(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    """Take a finding off the board, and offer the way back."""
    _writer(request)
    found, seen = _finding(Finding.ever, group, finding), Seen(request.POST)
    if not seen.is_valid():
        return _refused(_("Reload the page and send again."))
    try:
        room = findings.delete(group, found, **seen.cleaned_data)
    except PillarClosed:
        return _closed_board()
    except ChangedMeanwhile:
        return _overtaken(request, session, group, found, EditForm(request.POST))
    found.refresh_from_db()
    context = {"session": session, "group": group, "finding": found}
    return told(render(request, "reviews/tables/_finding_deleted.html", context), room)


@require_POST
@at_the_table
def return_of_a_finding(
    request: TableRequest, session: Session, group: Group, room: Room, finding: UUID
) -> HttpResponse:
    """Undo a deletion."""
    _writer(request)
    found, seen = _finding(Finding.ever, group, finding), Seen(request.POST)
    if not seen.is_valid():
        return _refused(_("Reload the page and send again."))
    try:
        return told(HttpResponse(), findings.put_back(group, found, **seen.cleaned_data))
    except PillarClosed:
        return _closed_board()
    except BoardFull:
        return _refused(_full_board())


@require_POST
@at_the_table
def answer(request: TableRequest, session: Session, group: Group, room: Room, question: str) -> HttpResponse:
    """`choice` and `ticked` (1 or 0), or `applicable` (1 or 0)."""
    _writer(request)
    review = queries.review_at(session, group)
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
def focus(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    _writer(request)
    review = queries.review_at(session, group)
    try:
        return _pressed(answers.dig_into(group, review, _question(review, request.POST.get("question"))))
    except PillarClosed:
        return _closed()


def _write(request: TableRequest, form: Sending, write, template: str, context: dict) -> HttpResponse:
    """Answer a form: emptied when it was written, with what is wrong when it was not, its text kept."""
    if room := _written(form, write):
        emptied = _emptied(template, type(form), context["session"].pk, context["group"].pk, get_language())
        return told(HttpResponse(emptied), room)
    return render(request, template, context | {"form": form}, status=422)


@lru_cache(maxsize=1000)
def _emptied(template: str, form_class: type[Sending], session_id: UUID, group_id: UUID, language: str) -> str:
    """A table's form as it stands there before anybody writes; rendered once for all who write."""
    context = {"session": Session(pk=session_id), "group": Group(pk=group_id), "form": form_class()}
    return render_to_string(template, context)


def _written(form, write) -> Room | None:
    """What came of writing a form: the room that heard it, or nothing and what is wrong in the form."""
    if not form.is_valid():
        return None
    try:
        return write()
    except PillarClosed:
        form.add_error(
            None,
            _("This pillar is closed; its summary is made from what was there. Keep the text for the next one."),
        )
    except BoardFull:
        form.add_error(None, _full_board())
    except SentOtherwise:
        form.add_error(None, _("This was sent before with other words. Send it once more."))
    return None


def _named(form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("client_id", "revision")}


def _editing(
    request: TableRequest, session: Session, group: Group, finding: Finding, form, *, status: int = 200, **more
) -> HttpResponse:
    context = {"session": session, "group": group, "finding": finding, "form": form} | more
    return render(request, "reviews/tables/_finding_edit.html", context, status=status)


def _overtaken(request: TableRequest, session: Session, group: Group, finding: Finding, form) -> HttpResponse:
    """Somebody was quicker: their words, and one's own still in the fields, to be saved over them or not."""
    finding.refresh_from_db()
    form, editor = form.upon(finding), queries.editor_of(finding)
    return _editing(request, session, group, finding, form, status=422, overtaken=True, editor=editor)


def _pressed(room: Room) -> HttpResponse:
    return told(HttpResponse(status=204), room)


def _closed() -> HttpResponse:
    return _refused(_("This pillar is closed. Its answers stay as they are."))


def _closed_board() -> HttpResponse:
    return _refused(_("This pillar is closed. Its findings stay as they are."))


def _full_board() -> str:
    words = _("This board has %(count)d findings, and no more fit. Delete one, or put yours into another one's words.")
    return words % {"count": settings.FINDINGS_A_BOARD}


def _refused(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")


def _writer(request: TableRequest) -> Writer:
    if (writer := writer_of(request)) is None:
        raise PermissionDenied
    return writer


def _finding(among, group: Group, key: UUID) -> Finding:
    """A finding of this table; of another it is one that does not exist."""
    return get_object_or_404(among.select_related("pillar_review"), pk=key, group=group)


def _question(review: PillarReview, key: str | None) -> Question:
    return get_object_or_404(Question, pillar=review.pillar, key=_key(key))


def _key(value: str | None) -> str:
    """A key as the lens has them. PostgreSQL refuses NUL even in a question."""
    return value if value and value.isascii() and value.isprintable() else ""
