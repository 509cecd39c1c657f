"""The panes about comments that look the same to everyone in a session."""

from __future__ import annotations

from reviews.comments import queries
from workshop.live.models import Room
from workshop.live.panes import share
from workshop.sessions.models import Session


def _shown(session: Session) -> dict:
    return {"session": session, "comments": queries.shown_in(session), "counts": queries.counts_of(session)}


def _pass(session: Session) -> dict:
    outcomes = {"outcomes": queries.outcomes_in(session)}
    return outcomes if session.is_over else outcomes | {"pass": queries.pass_of(session)}


COMMENTS = share("reviews:comments", Room.Kind.SCREEN, "reviews/comments/_comments.html", _shown)
SCREEN = share("reviews:screen-pane", Room.Kind.SCREEN, "reviews/comments/_screen.html", queries.screen_of)
# Every page fetches the pass before anybody opens the composer. The pass is never in a frame, because screens, and people who have
# just lost their rights, still receive the frames of this room. The outcomes of all comments are beside it, since every page has it.
PASS = share("reviews:comment-pass", Room.Kind.SCREEN, "reviews/comments/_pass.html", _pass)
