"""The pane of summaries, which looks the same to everyone in a session."""

from __future__ import annotations

from reviews.summaries import queries
from workshop.live.models import Room
from workshop.live.panes import share
from workshop.sessions.models import Session


def summaries(session: Session) -> dict:
    """The summaries of the pillars closed so far."""
    return {"session": session, "rows": queries.summaries_of(session)}


SUMMARIES = share(
    "reviews:summaries",
    Room.Kind.MAIN,
    "reviews/summaries/_summaries.html",
    summaries,
    changed_by=frozenset({"summary", "closing", "session"}),
)
