"""The panes of the stage and the pillar, which look the same to everyone in a session."""

from __future__ import annotations

from reviews.pillars import queries
from workshop.live.models import Room
from workshop.live.panes import share
from workshop.sessions.models import Session

MOVED = frozenset({"stage", "clock", "session"})


def _moment(session: Session) -> dict:
    return {"session": session, "moment": queries.moment_of(session)}


# The present stage for the main room, the same in one line for tables and the scenario, and the stages after it.
STAGE = share("reviews:stage", Room.Kind.MAIN, "reviews/pillars/_stage.html", _moment, changed_by=MOVED)
STRIP = share("reviews:strip", Room.Kind.MAIN, "reviews/pillars/_strip.html", _moment, changed_by=MOVED)
COMING = share("reviews:coming", Room.Kind.MAIN, "reviews/pillars/_coming.html", _moment, changed_by=MOVED)
SCREEN_STAGE = share(
    "reviews:screen-stage", Room.Kind.SCREEN, "reviews/pillars/_screen_stage.html", _moment, changed_by=MOVED
)
