"""The four panes of a table: talk, board, questions and people.

A view reads one pane of one table. For the shared-page cache (workshop/web/page_cache/cache.py), all panes of up to READ_AT_ONCE tables
are read together, and the result is the same, byte for byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from reviews.pillars.models import PillarReview
from reviews.tables import permissions, queries
from reviews.tables.access import TableRequest
from workshop.groups.models import Group
from workshop.groups.queries import members_of
from workshop.live import panes
from workshop.live.batching import BatchingLoader
from workshop.live.models import Room
from workshop.live.shared_pages import Filled
from workshop.live.version_cache import VersionCache
from workshop.main_room.shared_page_reader import Reader
from workshop.people.visitors import name_of_facilitator
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session

CACHE_BYTES = 32 * 1024 * 1024  # bytes
READ_AT_ONCE = 20  # tables; their thread also has to answer sockets

Contexts = list[dict]  # one template context per table


def talk(session: Session, review: PillarReview, groups: list[Group]) -> Contexts:
    entries = queries.entries_of(groups, review)
    return [{"entries": entries[group.pk], "at_most": queries.SHOWN_ENTRIES} for group in groups]


def board(session: Session, review: PillarReview, groups: list[Group]) -> Contexts:
    findings, deletions = queries.findings_of(groups, review), queries.deletions_of(groups, review)
    return [
        {
            "session": session,
            "group": group,
            "findings": findings[group.pk],
            "count": len(findings[group.pk]),
            "deletions": deletions[group.pk],
            "deletions_at_most": queries.SHOWN_DELETIONS,
            "review": review,
            "open": permissions.may_work(session, group, review),
        }
        for group in groups
    ]


def questions(session: Session, review: PillarReview, groups: list[Group]) -> Contexts:
    principles, answers = list(review.pillar.principles.all()), queries.answers_by_group(groups, review)
    return [
        {
            "session": session,
            "group": group,
            "pillar": review.pillar,
            "principles": principles,
            "answers": answers[group.pk],
            "answered": sum(answer.is_answered for answer in answers[group.pk]),
            "open": permissions.may_work(session, group, review),
        }
        for group in groups
    ]


def people(session: Session, review: PillarReview, groups: list[Group]) -> Contexts:
    members = members_of(groups)
    facilitators = [
        {
            "mark": name_of_facilitator(one.user_id, session.pk),
            "name": one,
            "is_observer": one.role == one.Role.OBSERVER,
        }
        for one in sessions.facilitator_rows_of(session.pk)
    ]
    return [
        {"members": members[group.pk], "facilitators": facilitators, "is_earlier": not group.in_force}
        for group in groups
    ]


Read = Callable[[Session, PillarReview, list[Group]], Contexts]
TEMPLATES: dict[Read, str] = {
    read: f"reviews/tables/_{read.__name__}.html" for read in (talk, board, questions, people)
}


def answer(http_request: TableRequest, session: Session, group: Group, room: Room, read: Read) -> HttpResponse:
    """One pane of one table."""

    def context() -> dict:
        return read(session, queries.review_at(session, group), [group])[0]

    return panes.pane(http_request, room, TEMPLATES[read], context)


async def talk_of(reader: Reader) -> Filled:
    return await _of(reader, talk)


async def board_of(reader: Reader) -> Filled:
    return await _of(reader, board)


async def questions_of(reader: Reader) -> Filled:
    return await _of(reader, questions)


async def people_of(reader: Reader) -> Filled:
    return await _of(reader, people)


@dataclass(frozen=True)
class PaneRequest:
    room: Room  # with its session, and the version that a reader found
    group: Group
    language: str

    @property
    def key(self) -> tuple:
        return self.room.pk, self.language


@dataclass(frozen=True)
class TablePanes:
    """A table's panes at a version of its room. `is_whole` says that nothing was told while they were read."""

    version: int
    panes: dict[Read, Filled]
    is_whole: bool

    @property
    def size(self) -> int:
        return sum(len(pane.body) for pane in self.panes.values()) + 2048

    def shows(self, version: int) -> bool:
        return self.is_whole and self.version == version

    def is_no_older_than(self, version: int) -> bool:
        return self.version >= version


async def _of(reader: Reader, read: Read) -> Filled:
    """The pane of the reader's present table, at the version that the reader found or a later one."""
    if reader.table is None or reader.group is None:
        raise ValueError("the page cache asks only for readers who have a table")
    request = PaneRequest(reader.table, reader.group, reader.language)
    shown = await _cache.get(request.key, request.room.version, partial(_loader.load, request))
    return cast(TablePanes, shown).panes[read]


def _read_all(requests: Sequence[PaneRequest]) -> list[TablePanes]:
    """The panes of these tables. What is told while they are read may be in them, and browsers receive it once more."""
    ids = {request.room.pk for request in requests}
    before = Room.objects.versions(ids)
    rendered: dict[tuple, dict[Read, Filled]] = defaultdict(dict)
    for (session, review), at_it in _by_review(requests).items():
        groups = list({request.group.pk: request.group for request in at_it}.values())
        for read in TEMPLATES:
            contexts = dict(zip([group.pk for group in groups], read(session, review, groups), strict=True))
            for request in at_it:
                version = before[request.room.pk]
                rendered[request.key][read] = _rendered(read, request, contexts[request.group.pk], version)
    after = Room.objects.versions(ids)
    return [
        TablePanes(
            version := before[request.room.pk], rendered[request.key], is_whole=version == after.get(request.room.pk)
        )
        for request in requests
    ]


def _by_review(tables: Sequence[PaneRequest]) -> dict[tuple[Session, PillarReview], list[PaneRequest]]:
    by_session: dict[Session, list[PaneRequest]] = defaultdict(list)
    for request in tables:
        by_session[request.room.session].append(request)
    by_review: dict[tuple[Session, PillarReview], list[PaneRequest]] = defaultdict(list)
    for session, at_it in by_session.items():
        reviews = queries.reviews_at(session, [request.group for request in at_it])
        for request in at_it:
            by_review[session, reviews[request.group.pk]].append(request)
    return by_review


def _rendered(read: Read, request: PaneRequest, context: dict, version: int) -> Filled:
    with translation.override(request.language):
        body = render_to_string(TEMPLATES[read], context | {"room": request.room}).encode()
        return Filled(request.room.pk, version, body, panes.tag_of(TEMPLATES[read], request.room.pk, version))


_cache: VersionCache[tuple, int, TablePanes] = VersionCache(CACHE_BYTES)
_loader: BatchingLoader[PaneRequest, TablePanes] = BatchingLoader(_read_all, at_most=READ_AT_ONCE)
