"""Which rooms are told about comments. A waiting comment is announced to the desk alone, and without its text."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from reviews.comments import queries
from reviews.comments.models import Comment
from reviews.comments.outcomes import Outcome
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


def batch_arrived(session: Session) -> None:
    tell(_room(session, Room.Kind.DESK), "comments")


def comments_moderated(session: Session, changed: Collection[Comment], before: Collection[UUID]) -> Room:
    """Facilitators changed these comments; `before` are the ids of those shown until then. Returns the desk's room after telling it.

    Everyone is told the outcomes, which only the writers' browsers recognize.
    """
    desk = _room(session, Room.Kind.DESK)
    tell(desk, "comments")
    shown = queries.shown_in(session)
    places = {comment.pk: place for place, comment in enumerate(shown)}
    here = [shown[places[comment.pk]] for comment in changed if comment.pk in places]
    # The last comes first: a browser inserts each before its successor, which may be new as well.
    here.sort(key=lambda comment: places[comment.pk], reverse=True)
    followed = [(comment, next(iter(shown[places[comment.pk] + 1 :]), None)) for comment in here]
    gone = [comment for comment in changed if comment.pk in before and comment.pk not in places]
    wording = {"session": session, "here": followed, "gone": gone, **queries.screen_of(session)}
    wording["outcomes"] = _with_next([Outcome.of(comment) for comment in changed], queries.outcomes_in(session))
    tell(_room(session, Room.Kind.SCREEN), "comment", "reviews/comments/_told.html", wording)
    return desk


def _with_next(changed: list[Outcome], every: list[Outcome]) -> list[tuple[Outcome, Outcome | None]]:
    return [(one, next(iter(every[every.index(one) + 1 :]), None)) for one in every[::-1] if one in changed]


def _room(session: Session, kind: str) -> Room:
    return Room.objects.select_related("session").get(session=session, kind=kind)
