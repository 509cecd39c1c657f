"""What facilitators do with a comment. Each is done once; of two hands the second changes nothing and gets None."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from reviews.comments import announce, queries
from reviews.comments.log_redaction import redacted
from reviews.comments.models import Comment
from workshop.live.models import Room
from workshop.sessions.models import Session

State = Comment.State


@redacted
@transaction.atomic
def show(session: Session, comment_id: UUID) -> Room | None:
    """Put a comment on the screen, or back into its row when it was talked about. Returns the desk's room, told."""
    return _change(session, comment_id, out_of=(State.WAITING, State.ON_AIR), state=State.SHOWN)


@redacted
@transaction.atomic
def discuss(session: Session, comment_id: UUID) -> Room | None:
    """Talk about a comment now. There is one at a time: the former goes back into its row."""
    return _change(session, comment_id, out_of=(State.WAITING, State.SHOWN), state=State.ON_AIR)


@redacted
@transaction.atomic
def answer(session: Session, comment_id: UUID, *, answer: str = "") -> Room | None:
    """A comment was answered: on the spot, or in writing with these words, also afterwards."""
    out_of = (State.SHOWN, State.ON_AIR, State.ANSWERED) if answer else (State.SHOWN, State.ON_AIR)
    return _change(session, comment_id, out_of=out_of, state=State.ANSWERED, answer=answer)


@redacted
@transaction.atomic
def decline(session: Session, comment_id: UUID, *, reason: str) -> Room | None:
    """Not shown, or no longer, and why: the writer reads the reason."""
    return _change(
        session, comment_id, out_of=(State.WAITING, State.SHOWN, State.ON_AIR), state=State.DECLINED, reason=reason
    )


def _change(session: Session, comment_id: UUID, *, out_of: tuple[str, ...], state: str, **words: str) -> Room | None:
    # One hand at a time in a session: whoever tells the desk first, and so whoever writes first, holds its row.
    Room.objects.select_for_update(no_key=True).desk_of(session.pk)
    before = {comment.pk for comment in queries.shown_in(session)}
    comments = Comment.objects.filter(session=session)
    if not comments.filter(pk=comment_id, state__in=out_of).exists():
        return None
    changed = {comment_id}
    if state == State.ON_AIR:
        changed |= set(comments.filter(state=State.ON_AIR).values_list("pk", flat=True))
        comments.filter(state=State.ON_AIR).update(state=State.SHOWN)
    comments.filter(pk=comment_id).update(state=state, **words)
    return announce.fate_changed(session, list(comments.filter(pk__in=changed)), before)
