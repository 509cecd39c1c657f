"""The panes about comments that look the same to everyone in a session."""

from __future__ import annotations

from reviews.comments import queries
from workshop.live.models import Room
from workshop.live.panes import share
from workshop.sessions.models import Session


def _shown(session: Session) -> dict:
    return {"session": session, "comments": queries.shown_in(session), "counts": queries.counts_of(session)}


def _pass(session: Session) -> dict:
    return {} if session.is_over else {"pass": queries.pass_of(session)}


COMMENTS = share("reviews:comments", Room.Kind.SCREEN, "reviews/comments/_comments.html", _shown)
SCREEN = share("reviews:screen-pane", Room.Kind.SCREEN, "reviews/comments/_screen.html", queries.screen_of)
# Every page fetches the pass before anybody opens the composer. It is never in a frame, because screens, and people who have just
# lost their rights, still receive the frames of this room.
PASS = share("reviews:comment-pass", Room.Kind.SCREEN, "reviews/comments/_pass.html", _pass)
