"""Who hears of comments. What waits is told to the desk alone, and without its words."""

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


def fate_changed(session: Session, changed: Collection[Comment], before: Collection[UUID]) -> Room:
    """Facilitators did something with these comments; `before` are those that were shown until then. Returns the desk's room, told.

    Where nothing that is shown changed, the wall is told nothing: participants could count what is declined.
    """
    desk = _room(session, Room.Kind.DESK)
    tell(desk, "comments")
    shown = [comment.pk for comment in queries.shown_in(session)]
    if not any(comment.pk in before or comment.pk in shown for comment in changed):
        return desk
    wall = _room(session, Room.Kind.WALL)
    appeared = [pk for pk in shown if pk not in before]
    if appeared == shown[len(shown) - len(appeared) :]:
        gone = [comment for comment in changed if comment.pk in before and comment.pk not in shown]
        here = [comment for comment in changed if comment.pk in shown]
        wording = {"session": session, "here": here, "gone": gone, **queries.wall_of(session)}
        tell(wall, "comment", "reviews/comments/_told.html", wording)
    else:  # its place is between others, where nothing can be appended
        tell(wall, "comment")
    return desk


def _room(session: Session, kind: str) -> Room:
    return Room.objects.select_related("session").get(session=session, kind=kind)
