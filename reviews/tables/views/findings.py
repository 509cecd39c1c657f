from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Manager
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviews.pillars import queries as pillars
from reviews.tables import permissions, queries
from reviews.tables.access import TableRequest, at_the_table
from reviews.tables.forms import EditForm, FindingForm, RevisionForm
from reviews.tables.models import Finding
from reviews.tables.services import findings
from reviews.tables.services.closed import PillarClosed
from reviews.tables.services.findings import BoardFull, ChangedMeanwhile
from reviews.tables.views.responses import answer_form, full_board, key_or_empty, refused, write_form, writer_or_403
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.panes import told
from workshop.sessions.models import Session


@require_POST
@at_the_table
def report_finding(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    form = FindingForm(request.POST)

    def report() -> Room:
        topic = key_or_empty(request.POST.get("topic"))[:128]
        review = topic and pillars.pillar_review(session.pk, topic)
        return findings.report(
            group,
            review or queries.review_at(session, group),
            author=writer_or_403(request),
            client_id=form.cleaned_data["client_id"],
            **form.content(),
        )

    context = {"session": session, "group": group}
    return answer_form(request, form, report, "reviews/tables/_finding_form.html", context)


@require_safe
@at_the_table
def finding_form(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    """The form that edits a finding."""
    writer_or_403(request)
    found = _finding(Finding.objects, group, finding)
    if not permissions.may_review(session, found.pillar_review):
        return _closed()
    return _edit_form(request, session, group, found, EditForm.of(found))


@require_POST
@at_the_table
def edits(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    author, found, form = writer_or_403(request), _finding(Finding.ever, group, finding), EditForm(request.POST)

    def edit() -> Room:
        sent = {name: form.cleaned_data[name] for name in ("client_id", "revision")}
        return findings.edit(group, found, author=author, **sent, **form.content())

    try:
        saved = write_form(form, edit)
    except ChangedMeanwhile:
        return _conflict(request, session, group, found, form)
    if saved:
        return told(HttpResponse(), saved)
    return _edit_form(request, session, group, found, form, status=422)


@require_POST
@at_the_table
def deletion(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    """Delete a finding. The response offers to undo that."""
    writer = writer_or_403(request)
    found, seen = _finding(Finding.ever, group, finding), RevisionForm(request.POST)
    if not seen.is_valid():
        return refused(_("Reload the page and send again."))
    try:
        room = findings.delete(group, found, by=writer, **seen.cleaned_data)
    except PillarClosed:
        return _closed()
    except ChangedMeanwhile:
        return _conflict(request, session, group, found, EditForm(request.POST))
    found.refresh_from_db()
    context = {"session": session, "group": group, "finding": found}
    return told(render(request, "reviews/tables/_finding_deleted.html", context), room)


@require_POST
@at_the_table
def deletion_undo(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    """Undo the deletion of a finding, whoever deleted it."""
    writer = writer_or_403(request)
    found, seen = _finding(Finding.ever, group, finding), RevisionForm(request.POST)
    if not seen.is_valid():
        return refused(_("Reload the page and send again."))
    try:
        return told(HttpResponse(), findings.put_back(group, found, by=writer, **seen.cleaned_data))
    except PillarClosed:
        return _closed()
    except ChangedMeanwhile:
        return refused(_("This finding has been changed since then. Check the board."))
    except BoardFull:
        return refused(full_board())


@require_safe
@at_the_table
def history(request: TableRequest, session: Session, group: Group, room: Room, finding: UUID) -> HttpResponse:
    """The earlier texts of a finding, with the people who wrote them."""
    found = _finding(Finding.objects, group, finding)
    context = {"room": room, "session": session, "finding": found, "texts": queries.texts_of(found)}
    return render(request, "reviews/tables/_finding_history.html", context)


def _finding(manager: Manager[Finding], group: Group, key: UUID) -> Finding:
    """A finding of this group. A finding of another group gives 404, as one that does not exist."""
    return get_object_or_404(manager.select_related("pillar_review"), pk=key, group=group)


def _edit_form(
    request: TableRequest,
    session: Session,
    group: Group,
    finding: Finding,
    form: EditForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"room": group.room, "session": session, "group": group, "finding": finding, "form": form} | more
    return render(request, "reviews/tables/_finding_edit.html", context, status=status)


def _conflict(request: TableRequest, session: Session, group: Group, finding: Finding, form: EditForm) -> HttpResponse:
    """Somebody else changed the finding first. Show their version, and keep what this person wrote in the fields."""
    finding.refresh_from_db()
    form, editor = form.upon(finding), queries.editor_of(finding)
    return _edit_form(request, session, group, finding, form, status=422, overtaken=True, editor=editor)


def _closed() -> HttpResponse:
    return refused(_("This pillar is closed. Its findings can no longer be changed."))
