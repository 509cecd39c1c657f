from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviews.tables import permissions, queries
from reviews.tables.access import TableRequest, at_the_table
from reviews.tables.forms import EntryForm, TalkForm
from reviews.tables.models import Entry
from reviews.tables.services import talk
from reviews.tables.services.talk import EntryChanged, TooLate
from reviews.tables.views.responses import answer_form, refused, writer_or_403
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.panes import told
from workshop.sessions.models import Session


@require_POST
@at_the_table
def entries(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    form = TalkForm(request.POST)

    def say() -> Room:
        author = writer_or_403(request)
        return talk.say(group, queries.review_at(session, group), author=author, **form.cleaned_data)

    if not permissions.may_talk(session):
        form.add_error(None, _over())
    context = {"session": session, "group": group}
    return answer_form(request, form, say, "reviews/tables/_talk_form.html", context)


@require_safe
@at_the_table
def entry_form(request: TableRequest, session: Session, group: Group, room: Room, entry: UUID) -> HttpResponse:
    """The form that edits one's own message."""
    found = _own_entry(request, group, entry)
    if not permissions.may_talk(session):
        return refused(_over())
    if found.deleted_at or not talk.is_changeable(found):
        return refused(_too_late())
    form = EntryForm(initial={"revision": found.revision, "text": found.text})
    return _edit_form(request, session, group, found, form)


@require_POST
@at_the_table
def entry_edits(request: TableRequest, session: Session, group: Group, room: Room, entry: UUID) -> HttpResponse:
    found, form = _own_entry(request, group, entry), EntryForm(request.POST)
    if not permissions.may_talk(session):
        form.add_error(None, _over())
    if form.is_valid():
        try:
            return told(HttpResponse(), talk.edit(group, found, **form.cleaned_data))
        except TooLate:
            form.add_error(None, _too_late())
        except EntryChanged:
            found.refresh_from_db()
            form = EntryForm({"text": form.cleaned_data["text"], "revision": found.revision})
            form.add_error(None, _("You have changed or deleted this message in another window."))
    return _edit_form(request, session, group, found, form, status=422)


@require_POST
@at_the_table
def entry_deletion(request: TableRequest, session: Session, group: Group, room: Room, entry: UUID) -> HttpResponse:
    found = _own_entry(request, group, entry)
    if not permissions.may_talk(session):
        return refused(_over())
    try:
        return told(HttpResponse(), talk.delete(group, found))
    except TooLate:
        return refused(_too_late())


def _own_entry(request: TableRequest, group: Group, key: UUID) -> Entry:
    """A message of the visitor at this table. Any other message gives 404, as one that does not exist."""
    return get_object_or_404(Entry, pk=key, group=group, **writer_or_403(request).fields)


def _edit_form(
    request: TableRequest, session: Session, group: Group, entry: Entry, form: EntryForm, *, status: int = 200
) -> HttpResponse:
    context = {"session": session, "group": group, "entry": entry, "form": form}
    return render(request, "reviews/tables/_entry_edit.html", context, status=status)


def _over() -> str:
    return _("The session is over. The conversation can still be read.")


def _too_late() -> str:
    return _(
        "A message can be edited or deleted for five minutes. That time has passed, so it can no longer be changed."
    )
