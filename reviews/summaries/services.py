"""Closing a pillar, and making its summary. The row is the order; the task is only its notification."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reviews.pillars import announce as announce_pillars
from reviews.pillars import services as pillars
from reviews.pillars.models import PillarReview
from reviews.summaries import announce, changes, queries, shares
from reviews.summaries.models import Summary
from reviews.summaries.tasks import render_summary
from workshop.live import notifier
from workshop.live.models import Room
from workshop.sessions import moves
from workshop.sessions import queries as sessions
from workshop.sessions import services as stages

log = logging.getLogger(__name__)

State = Summary.State

TOO_SLOW = gettext_noop("Making the document took longer than a minute.")
TOO_LARGE = gettext_noop("Making the document took more memory than it may have.")
FAILED = gettext_noop("Making the document failed.")
NO_PANGO = gettext_noop(
    "This server lacks the library Pango, which makes documents. Install it, restart, and make it again."
)
LEFT_BEHIND = gettext_noop("The worker stopped in the middle, three times.")


class NotNow(Exception):
    """Why a pillar cannot be corrected at this moment, as a sentence for who asked."""


@transaction.atomic
def close(review: PillarReview, *, seen: int | None = None) -> tuple[Summary | None, Room]:
    """Close a pillar and order its summary; its running stage ends with it, and no undo reaches behind it.

    Closing twice gives the same summary, closing a pillar that never was open gives None. `seen` as in all moves (see
    sessions.services). Returns the desk's room, told.
    """
    session_id = review.review.session_id
    moves.hold(session_id, seen=seen)
    closed = PillarReview.objects.filter(pk=review.pk, state=PillarReview.State.OPEN).update(
        state=PillarReview.State.CLOSED, closed_at=Now()
    )
    newest = review.summaries.order_by("-version").first()
    if not closed:
        return newest, Room.objects.select_related("session").desk_of(session_id)
    summary = Summary.objects.create(pillar_review=review, version=newest.version + 1 if newest else 1)
    announce_pillars.tables_moved_on(session_id)
    stage = sessions.open_stage(session_id)
    if stage and stage.topic == review.pillar.key:
        stages.end(stage)
    moves.close_the_way_back(session_id)
    desk = announce.pillar_closed(session_id)
    _wake_worker(summary)
    return summary, desk


@transaction.atomic
def reopen(review: PillarReview) -> Room:
    """Open a closed pillar for a correction: its groups may change their boards until it is closed again, which makes the next version.

    Raises NotNow while another pillar is open, while its document is being made, and when the day is over. Opening an
    open pillar changes nothing. Returns the desk's room, told.
    """
    session_id = review.review.session_id
    held = {one.pk: one for one in pillars.held(session_id)}
    if held[review.pk].state == PillarReview.State.OPEN:
        return Room.objects.select_related("session").desk_of(session_id)
    if review.review.session.is_over:
        raise NotNow(_("The day is over; its summaries stay as they are."))
    if any(one.state == PillarReview.State.OPEN for one in held.values()):
        raise NotNow(_("Another pillar is open. Close it first, then correct this one."))
    if review.summaries.exclude(state__in=(State.READY, State.FAILED)).exists():
        raise NotNow(_("Its PDF is being made. Correct it when the link is here."))
    if not PillarReview.objects.filter(pk=review.pk, state=PillarReview.State.CLOSED).update(
        state=PillarReview.State.OPEN
    ):
        raise NotNow(_("This pillar has not begun yet."))
    announce_pillars.tables_moved_on(session_id)
    return announce.pillar_closed(session_id)


@transaction.atomic
def order_again(summary: Summary) -> Room:
    """Make a failed summary once more, with three new attempts. A summary that did not fail stays as it is."""
    failed = Summary.objects.filter(pk=summary.pk, state=State.FAILED)
    session_id = summary.pillar_review.review.session_id
    if not failed.update(state=State.QUEUED, attempts=0, reason="", lease=None, lease_until=None):
        return Room.objects.select_related("session").desk_of(session_id)
    _wake_worker(summary)
    return announce.summary_changed(session_id)


def render(summary_id: str | UUID, *, too_slow: type[Exception] = TimeoutError, confined: bool = False) -> None:
    """Make one summary, unless it is made, or another worker is at it whose lease still runs.

    Whatever goes wrong ends as a sentence in the row: queued again while attempts are left, failed after the third. Each
    attempt prints less than the one before where there is much (see shares).
    `too_slow` is what the worker raises when the time is up; `confined` takes all memory but what a document may have
    from this process, for good.
    """
    lease = uuid4()
    claimed = (
        Summary.objects.claimable()
        .filter(pk=summary_id)
        .update(state=State.RENDERING, lease=lease, lease_until=Now() + Summary.LEASE, attempts=F("attempts") + 1)
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
        content = queries.pillar_summary(summary_id)
        document = printer.render(shares.fitted(content, queries.attempts_at(summary_id)))
    except too_slow:
        _fail(summary_id, lease, TOO_SLOW)
    except MemoryError:
        _fail(summary_id, lease, TOO_LARGE)
    except Exception as error:
        log.warning("Summary %s was not made: %s", summary_id, type(error).__name__)
        _fail(summary_id, lease, FAILED)
    else:
        _store(summary_id, lease, document, changes.kept(content))


def sweep() -> None:
    """Ring again for rows without a worker; give up those whose last worker was lost."""
    for summary_id in Summary.objects.claimable().values_list("pk", flat=True):
        notifier.start_task(render_summary, str(summary_id))
    for summary in Summary.objects.lost().only("pk", "lease"):
        _fail(summary.pk, summary.lease, LEFT_BEHIND)


@transaction.atomic
def _store(summary_id: str | UUID, lease: UUID, document: bytes, content: dict) -> None:
    summary = (
        Summary.objects.select_for_update(no_key=True).filter(pk=summary_id, lease=lease, state=State.RENDERING).first()
    )
    if summary is None:  # the lease ran out and somebody else has it
        return
    summary.file.save(f"{summary.pk}.pdf", ContentFile(document), save=False)
    summary.content = content
    summary.state, summary.reason, summary.ready_at = State.READY, "", Now()
    summary.lease = summary.lease_until = None
    summary.save()
    announce.summary_changed(queries.session_of(summary_id))


@transaction.atomic
def _fail(summary_id: str | UUID, lease: UUID | None, reason: str) -> None:
    mine = Summary.objects.filter(pk=summary_id, lease=lease, state=State.RENDERING)
    done = {"lease": None, "lease_until": None, "reason": reason}
    again = mine.filter(attempts__lt=Summary.ATTEMPTS).update(state=State.QUEUED, **done)
    if again or mine.update(state=State.FAILED, **done):
        announce.summary_changed(queries.session_of(summary_id))


def _wake_worker(summary: Summary) -> None:
    transaction.on_commit(partial(notifier.start_task, render_summary, str(summary.pk)), robust=True)
