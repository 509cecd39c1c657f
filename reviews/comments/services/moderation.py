"""What facilitators do with a comment. If two do the same at once, the second changes nothing and gets None."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from reviews.comments import announce, queries
from reviews.comments.log_redaction import hide_error_messages
from reviews.comments.models import Comment
from workshop.live.models import Room
from workshop.sessions.models import Session

State = Comment.State


@hide_error_messages
@transaction.atomic
def show(session: Session, comment_id: UUID) -> Room | None:
    """Show a comment on the screen, or end its discussion without an answer. Returns the desk's room after telling it."""
    return _change(session, comment_id, out_of=(State.WAITING, State.ON_AIR), state=State.SHOWN)


@hide_error_messages
@transaction.atomic
def discuss(session: Session, comment_id: UUID) -> Room | None:
    """Discuss a comment now. One is discussed at a time: the previous one becomes shown again."""
    return _change(session, comment_id, out_of=(State.WAITING, State.SHOWN), state=State.ON_AIR)


@hide_error_messages
@transaction.atomic
def answer(session: Session, comment_id: UUID, *, answer: str = "") -> Room | None:
    """Mark a comment as answered: orally if `answer` is empty, else in writing. A written answer may be changed later."""
    out_of = (State.SHOWN, State.ON_AIR, State.ANSWERED) if answer else (State.SHOWN, State.ON_AIR)
    return _change(session, comment_id, out_of=out_of, state=State.ANSWERED, answer=answer)


@hide_error_messages
@transaction.atomic
def decline(session: Session, comment_id: UUID, *, reason: str) -> Room | None:
    """Do not show a comment, or no longer. Its author can read the reason."""
    return _change(
        session, comment_id, out_of=(State.WAITING, State.SHOWN, State.ON_AIR), state=State.DECLINED, reason=reason
    )


@hide_error_messages
@transaction.atomic
def end_discussion(session: Session) -> None:
    """End the discussion of a comment without an answer, because its stage or its pillar ends."""
    if comment_id := Comment.objects.filter(session=session, state=State.ON_AIR).values_list("pk", flat=True).first():
        show(session, comment_id)


def _change(
    session: Session, comment_id: UUID, *, out_of: tuple[str, ...], state: str, **words: str | bool
) -> Room | None:
    # The lock on the desk's room lets one change at a time through in each session. The room is told first anyway.
    Room.objects.select_for_update(no_key=True).desk_of(session.pk)
    before = {comment.pk for comment in queries.shown_in(session)}
    comments = Comment.objects.filter(session=session)
    if not comments.filter(pk=comment_id, state__in=out_of).exists():
        return None
    changed = {comment_id}
    if state == State.ON_AIR:
        changed |= set(comments.filter(state=State.ON_AIR).values_list("pk", flat=True))
        comments.filter(state=State.ON_AIR).update(state=State.SHOWN)
        words["discussed"] = True
    if comments.filter(pk=comment_id, state=State.WAITING).exists() and state in Comment.VISIBLE:
        words["topic"] = queries.topic_now(session)  # the pillar and not the moment: everyone saw it appear there
    comments.filter(pk=comment_id).update(state=state, **words)
    return announce.comments_moderated(session, list(comments.filter(pk__in=changed)), before)
