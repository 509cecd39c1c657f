"""Which rooms are told about comments. A waiting comment is announced to the desk alone, and without its text."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from reviews.comments import queries
from reviews.comments.models import Comment
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


def batch_arrived(session: Session) -> None:
    tell(_room(session, Room.Kind.DESK), "comments")


def comments_moderated(session: Session, changed: Collection[Comment], before: Collection[UUID]) -> Room:
    """Facilitators changed these comments; `before` are the ids of those shown until then. Returns the desk's room after telling it.

    The screen is told nothing if no shown comment changed. Otherwise participants could count the declined ones.
    """
    desk = _room(session, Room.Kind.DESK)
    tell(desk, "comments")
    shown = queries.shown_in(session)
    places = {comment.pk: place for place, comment in enumerate(shown)}
    if not any(comment.pk in before or comment.pk in places for comment in changed):
        return desk
    here = [shown[places[comment.pk]] for comment in changed if comment.pk in places]
    # The last comes first: a browser inserts each before its successor, which may be new as well.
    here.sort(key=lambda comment: places[comment.pk], reverse=True)
    followed = [(comment, next(iter(shown[places[comment.pk] + 1 :]), None)) for comment in here]
    gone = [comment for comment in changed if comment.pk in before and comment.pk not in places]
    wording = {"session": session, "here": followed, "gone": gone, **queries.screen_of(session)}
    tell(_room(session, Room.Kind.SCREEN), "comment", "reviews/comments/_told.html", wording)
    return desk


def _room(session: Session, kind: str) -> Room:
    return Room.objects.select_related("session").get(session=session, kind=kind)
