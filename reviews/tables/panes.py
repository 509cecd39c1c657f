"""The pane of the presentations, which looks the same to everyone in a session."""

from __future__ import annotations

from django.utils.functional import SimpleLazyObject

from reviews.pillars import queries as pillars
from reviews.tables import queries
from workshop.live.models import Room
from workshop.live.panes import share
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage

BOARDS_IN_A_FRAME = 20  # more would hardly fit, and take long to render while the session's row is locked


def _presented(session: Session) -> dict:
    """The board of each group, from the first presentation on."""
    review = pillars.open_review(session.pk)
    if not queries.is_presented(session.pk, review):
        return {"groups": []}
    groups = queries.groups_at(session, review)
    return {"review": review, "groups": groups, "boards": SimpleLazyObject(lambda: queries.boards_of(review, groups))}


PRESENTATION = share(
    "reviews:presentation",
    Room.Kind.MAIN,
    "reviews/tables/_presentation.html",
    _presented,
    changed_by=frozenset({"stage", "session", "groups", "people", "closing", "presentation"}),
    is_short=lambda shown: len(shown["groups"]) <= BOARDS_IN_A_FRAME,
)


def _on_the_screen(session: Session) -> dict:
    """In a discussion the focus questions of the groups, and in a presentation their boards."""
    stage = sessions.open_stage(session.pk)
    review = pillars.pillar_review(session.pk, stage.topic) if stage and stage.topic else None
    if stage is None or review is None or stage.kind not in (Stage.Kind.DISCUSSION, Stage.Kind.PRESENTATION):
        return {"groups": []}
    groups = queries.groups_at(session, review)
    if stage.kind == Stage.Kind.DISCUSSION:
        return {"review": review, "groups": groups, "questions": queries.focuses_of(review, groups)}
    return {"review": review, "groups": groups, "boards": SimpleLazyObject(lambda: queries.boards_of(review, groups))}


SCREEN_TABLES = share(
    "reviews:screen-tables",
    Room.Kind.SCREEN,
    "reviews/tables/_screen_tables.html",
    _on_the_screen,
    changed_by=frozenset({"stage", "session", "groups", "focus", "presentation"}),
    is_short=lambda shown: len(shown["groups"]) <= BOARDS_IN_A_FRAME,
)
