"""Closing a pillar, and making its summary. The row is the order; the task is only its bell."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from reviews.pillars import announce as pillars
from reviews.pillars.models import PillarReview
from reviews.summaries import announce, queries
from reviews.summaries.models import Summary
from reviews.summaries.tasks import render_summary
from workshop.live import bells
from workshop.live.models import Room
from workshop.sessions import queries as sessions
from workshop.sessions import services as stages

log = logging.getLogger(__name__)

State = Summary.State
LEASE = timedelta(seconds=75)  # a render has 60; three leases and their sweeps fit into five minutes

TOO_SLOW = gettext_noop("Making the document took longer than a minute.")
TOO_LARGE = gettext_noop("Making the document took more memory than it may have.")
FAILED = gettext_noop("Making the document failed.")
NO_PANGO = gettext_noop(
    "This server lacks the library Pango, which makes documents. Install it, restart, and make it again."
)
LEFT_BEHIND = gettext_noop("The worker stopped in the middle, three times.")


@transaction.atomic
def close(review: PillarReview) -> tuple[Summary | None, Room]:
    """Close a pillar and order its summary; its running stage ends with it.

    Closing twice gives the same summary, closing a pillar that never was open gives None. Returns the desk's room, told.
    """
    session_id = review.review.session_id
    closed = PillarReview.objects.filter(pk=review.pk, state=PillarReview.State.OPEN).update(
        state=PillarReview.State.CLOSED, closed_at=Now()
    )
    newest = review.summaries.order_by("-version").first()
    if not closed:
        return newest, Room.objects.select_related("session").desk_of(session_id)
    summary = Summary.objects.create(pillar_review=review, version=newest.version + 1 if newest else 1)
    pillars.tables_moved_on(session_id)
    stage = sessions.open_stage(session_id)
    if stage and stage.topic == review.pillar.key:
        stages.end(stage)
    desk = announce.summary_changed(session_id)
    _ring(summary)
    return summary, desk


@transaction.atomic
def order_again(summary: Summary) -> Room:
    """Make a failed summary once more, with three new attempts. A summary that did not fail stays as it is."""
    failed = Summary.objects.filter(pk=summary.pk, state=State.FAILED)
    session_id = summary.pillar_review.review.session_id
    if not failed.update(state=State.QUEUED, attempts=0, reason="", lease=None, lease_until=None):
        return Room.objects.select_related("session").desk_of(session_id)
    _ring(summary)
    return announce.summary_changed(session_id)


def render(summary_id: str | UUID, *, too_slow: type[Exception] = TimeoutError, confined: bool = False) -> None:
    """Make one summary, unless it is made, or another worker is at it whose lease still runs.

    Whatever goes wrong ends as a sentence in the row: queued again while attempts are left, failed after the third.
    `too_slow` is what the worker raises when the time is up; `confined` takes all memory but what a document may have
    from this process, for good.
    """
    lease = uuid4()
    claimed = (
        Summary.objects.claimable()
        .filter(pk=summary_id)
        .update(state=State.RENDERING, lease=lease, lease_until=Now() + LEASE, attempts=F("attempts") + 1)
    )
    if not claimed:
        return
    try:
        from reviews.summaries import render as printer  # the worker alone pays for loading it
    except (ImportError, OSError):
        _fail(summary_id, lease, NO_PANGO)
        return
    if confined:
        printer.limit_memory()

    try:
        document = printer.render(queries.pillar_summary(summary_id))
    except too_slow:
        _fail(summary_id, lease, TOO_SLOW)
    except MemoryError:
        _fail(summary_id, lease, TOO_LARGE)
    except Exception as error:
        log.warning("Summary %s was not made: %s", summary_id, type(error).__name__)
        _fail(summary_id, lease, FAILED)
    else:
        _store(summary_id, lease, document)


def sweep() -> None:
    """Ring again for rows without a worker; give up those whose last worker was lost."""
    for summary_id in Summary.objects.claimable().values_list("pk", flat=True):
        bells.ring_task(render_summary, str(summary_id))
    lost = Summary.objects.filter(state=State.RENDERING, lease_until__lt=Now(), attempts__gte=Summary.ATTEMPTS)
    for summary_id, lease in lost.values_list("pk", "lease"):
        _fail(summary_id, lease, LEFT_BEHIND)


@transaction.atomic
def _store(summary_id: str | UUID, lease: UUID, document: bytes) -> None:
    summary = Summary.objects.select_for_update().filter(pk=summary_id, lease=lease, state=State.RENDERING).first()
    if summary is None:  # the lease ran out and somebody else has it
        return
    summary.file.save(f"{summary.pk}.pdf", ContentFile(document), save=False)
    summary.state, summary.reason, summary.lease, summary.lease_until, summary.ready_at = (
        State.READY,
        "",
        None,
        None,
        Now(),
    )
    summary.save()
    announce.summary_changed(queries.session_of(summary_id))


@transaction.atomic
def _fail(summary_id: str | UUID, lease: UUID, reason: str) -> None:
    mine = Summary.objects.filter(pk=summary_id, lease=lease, state=State.RENDERING)
    done = {"lease": None, "lease_until": None, "reason": reason}
    again = mine.filter(attempts__lt=Summary.ATTEMPTS).update(state=State.QUEUED, **done)
    if again or mine.update(state=State.FAILED, **done):
        announce.summary_changed(queries.session_of(summary_id))


def _ring(summary: Summary) -> None:
    transaction.on_commit(partial(bells.ring_task, render_summary, str(summary.pk)), robust=True)
