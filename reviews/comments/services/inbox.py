"""Comments enter the inbox as they are posted, and leave it in batches of random order."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from secrets import SystemRandom
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from reviews.comments import announce, queries, wal_checkpoint
from reviews.comments.log_redaction import NotStored, hide_error_messages
from reviews.comments.models import BatchSchedule, Comment, Waiting
from workshop.sessions.models import Session

chance = SystemRandom()

SOONEST, LATEST = 5.0, BatchSchedule.LONGEST_WAIT.total_seconds()  # seconds to the next batch


@hide_error_messages
@transaction.atomic
def receive(session: Session, *, text: str, digest: str) -> bool:
    """Store a comment in the inbox. Repeating it changes nothing. Returns False if its hash came with another text before."""
    if queries.session_and_text_of(digest) is None:
        Waiting.objects.bulk_create([Waiting(session=session, text=text, hash=digest)], ignore_conflicts=True)
    return queries.session_and_text_of(digest) == (session.pk, text)


def move_due() -> None:
    """Move every inbox that is due. One that fails is logged, delays no other, and is tried again next time."""
    for session_id in queries.inboxes_to_move():
        with suppress(NotStored):
            move(session_id)


@hide_error_messages
@transaction.atomic
def move(session_id: UUID) -> int:
    """Move a session's inbox to its comments in random order, if it is due. Returns how many comments moved.

    The first comment after a pause sets the time of the batch, so it never appears in the second in which it was sent. If two
    workers try at once, the second finds the schedule changed, or deleted because the inbox is empty.
    """
    BatchSchedule.objects.get_or_create(pk=session_id, defaults={"next_move_at": _soon()})
    schedules = BatchSchedule.objects.select_for_update(no_key=True).filter(pk=session_id)
    due = schedules.due().annotate(moment=Now()).first()
    if due is None:
        return 0
    inbox = list(Waiting.objects.filter(session=session_id))
    hashes = [waiting.hash for waiting in inbox]
    known = set(Comment.objects.filter(hash__in=hashes).values_list("hash", flat=True))
    moving = [waiting for waiting in inbox if waiting.hash not in known]
    if len(moving) == 1 and not moving[0].held:
        Waiting.objects.filter(hash=moving[0].hash).update(held=True)
        Waiting.objects.filter(hash__in=known).delete()
        BatchSchedule.objects.filter(pk=session_id).update(next_move_at=_soon())
        return 0
    session = Session.objects.get(pk=session_id)
    topic = queries.topic_now(session)
    Comment.objects.bulk_create(_batch(shuffled(moving), topic=topic, moment=due.moment))
    Waiting.objects.filter(hash__in=hashes).delete()
    BatchSchedule.objects.filter(pk=session_id).delete()
    transaction.on_commit(wal_checkpoint.truncate, robust=True)
    if moving:
        announce.batch_arrived(session)
    return len(moving)


def shuffled(inbox: list[Waiting]) -> list[Waiting]:
    return chance.sample(inbox, len(inbox))


def _batch(inbox: list[Waiting], *, topic: str, moment: datetime) -> list[Comment]:
    return [
        Comment(session_id=one.session_id, topic=topic, text=one.text, hash=one.hash, batch=moment) for one in inbox
    ]


def _soon():
    return Now() + timedelta(seconds=chance.uniform(SOONEST, LATEST))
