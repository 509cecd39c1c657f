"""From a browser to the table: into the inbox at once, out of it in shuffled batches."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from secrets import SystemRandom
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from reviews.comments import announce, queries, wal_checkpoint
from reviews.comments.log_redaction import NotStored, redacted
from reviews.comments.models import BatchSchedule, Comment, Waiting
from workshop.sessions.models import Session

log = logging.getLogger(__name__)
chance = SystemRandom()

SOONEST, LATEST = 5.0, BatchSchedule.LONGEST_WAIT.total_seconds()  # seconds to the next move


@redacted
@transaction.atomic
def receive(session: Session, *, text: str, digest: str) -> bool:
    """Keep a comment until its batch. The same one again changes nothing; False if other words came with the same hash."""
    if queries.place_of(digest) is None:
        Waiting.objects.bulk_create([Waiting(session=session, text=text, hash=digest)], ignore_conflicts=True)
    return queries.place_of(digest) == (session.pk, text)


def move_all() -> None:
    """Move every inbox whose moment has come."""
    for session_id in queries.inboxes_to_move():
        try:
            move(session_id)
        except NotStored as error:
            log.error("An inbox of comments was not moved: %s", error)


@redacted
@transaction.atomic
def move(session_id: UUID) -> int:
    """Move a session's inbox on in random order, if its moment has come. Returns how many comments moved.

    The first comment after a pause sets the moment, so that none comes out the second it went in. Of two workers who try
    at once, the second finds the moment moved, or gone with the last of the inbox.
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
    transaction.on_commit(wal_checkpoint.cut, robust=True)
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
