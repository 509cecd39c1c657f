"""The page of a table, and its four panes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from reviews.pillars import queries as pillars
from reviews.scenarios import queries as scenarios
from reviews.tables import table_panes
from reviews.tables.access import TableRequest, at_the_table, led_on, moved_from, writer_of
from reviews.tables.forms import FindingForm, TalkForm
from reviews.tables.models import Entry
from reviews.tables.models.written import mark_of_facilitator
from workshop.groups import names
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.shared_pages import for_many, note_rooms, slot_or
from workshop.main_room.queries import shown_place_of
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage


@require_safe
@led_on
@at_the_table
@for_many(wants_place=True)
def table(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    context = {
        "session": session,
        "place": "table",
        "group": group,
        "group_name": slot_or(request, "my_group_name", _name_of(group)),
        "room": room,
        "talk_form": TalkForm(),
        "finding_form": FindingForm(),
        "may_write": (writer := writer_of(request)) is not None,
        "my_mark": writer and writer.facilitator and mark_of_facilitator(writer.facilitator.pk, group.pk),
        "talk_changeable_for": int(Entry.CHANGEABLE_FOR.total_seconds() * 1000),
        "earlier": request.only_reads,
        "moved_from": (before := moved_from(request, group)) and names.shown(before.number),
        "opens_on": "board" if request.only_reads else _sheet_of_now(session),
    } | shown_place_of(session, request.participant)
    if request.role or sessions.has_come(session.pk, Stage.Kind.READING):
        context["document"] = scenarios.document_of(pillars.review_of(session.pk).scenario_version)
    return note_rooms(request, render(request, "reviews/tables/table.html", context))


def _name_of(group: Group) -> Promise:
    return names.shown(group.number) if group.in_force else names.shown_earlier(group)


def _sheet_of_now(session: Session) -> str:
    """The sheet that a phone shows first: what the table does in this stage."""
    stage = sessions.open_stage(session.pk)
    match stage.kind if stage else None:
        case Stage.Kind.DISCUSSION:
            return "questions"
        case Stage.Kind.PRESENTATION:
            return "board"
    return "scenario"


@require_safe
@at_the_table
@for_many(own=table_panes.talk_of)
def talk_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return table_panes.answer(request, session, group, room, table_panes.talk)


@require_safe
@at_the_table
@for_many(own=table_panes.board_of)
def board_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return table_panes.answer(request, session, group, room, table_panes.board)


@require_safe
@at_the_table
@for_many(own=table_panes.questions_of)
def questions_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return table_panes.answer(request, session, group, room, table_panes.questions)


@require_safe
@at_the_table
@for_many(own=table_panes.people_of)
def people_pane(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    return table_panes.answer(request, session, group, room, table_panes.people)
