"""Closing a pillar and making its summary. The row is the order; the task only wakes a worker."""

from __future__ import annotations

import logging
from datetime import datetime
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
from workshop.live import notifier
from workshop.live.log_redaction import without_messages
from workshop.live.models import Room
from workshop.sessions import moves
from workshop.sessions import queries as sessions
from workshop.sessions import services as stages
from workshop.sessions.models import Move, Session

log = logging.getLogger(__name__)

State = Summary.State
RENDER_TASK = "reviews.summaries.tasks.render_summary"  # a path, since the task imports this module
# Under these keys the move that closed a pillar stores the summary that it ordered, and when the pillar was closed before.
ORDERED, CLOSED_BEFORE = "ordered", "closed_before"

TOO_SLOW = gettext_noop("Creating the PDF took longer than a minute.")
TOO_LARGE = gettext_noop("Creating the PDF needed more memory than is allowed.")
FAILED = gettext_noop("Creating the PDF failed.")
NO_PANGO = gettext_noop(
    "This server lacks the library Pango, which creates PDFs. Install it, restart, and create the PDF again."
)
LEFT_BEHIND = gettext_noop("Creating the PDF was interrupted three times.")


class NotNow(Exception):
    """A pillar cannot be corrected at this moment. The message is a sentence for the facilitator."""


@transaction.atomic
def close(review: PillarReview, *, seen: int | None = None) -> tuple[Summary | None, Room]:
    """Close a pillar, end its running stage and order its summary, as one move that undo() takes back.

    Closing twice gives the same summary; closing a pillar that was never open gives None. `seen` is the number of the last move
    that the facilitator saw (see sessions.services). Returns the desk's room after telling it.
    """
    session_id = review.review.session_id
    moves.hold(session_id, seen=seen)
    opened = PillarReview.objects.filter(pk=review.pk, state=PillarReview.State.OPEN)
    closed_before = opened.values_list("closed_at", flat=True).first()
    closed = opened.update(state=PillarReview.State.CLOSED, closed_at=Now())
    newest = review.summaries.order_by("-version").first()
    if not closed:
        return newest, Room.objects.select_related("session").desk_of(session_id)
    summary = Summary.objects.create(pillar_review=review, version=newest.version + 1 if newest else 1)
    announce_pillars.tables_moved_on(session_id)
    if stage := sessions.last_stage_on(session_id, review.pillar.key):
        before = closed_before.isoformat() if closed_before else ""
        stages.close_topic(stage, along={ORDERED: str(summary.pk), CLOSED_BEFORE: before})
    else:  # without a stage there is no move that could be undone
        moves.close_the_way_back(session_id)
    desk = announce.pillar_closed(session_id)
    notifier.start_task(RENDER_TASK, str(summary.pk))
    return summary, desk


@transaction.atomic
def undo(session: Session, *, seen: int) -> Room:
    """Undo the last move, `seen` being its number. If it closed a pillar, the pillar is open again and its summary is deleted.

    Raises NotMade if another move was made since, if this one is undone already, and after 30 seconds.
    """
    move = moves.undoable(moves.hold(session.pk), seen)
    if move.kind == Move.Kind.CLOSE:
        _take_back_order(move)
        announce_pillars.tables_moved_on(session.pk)
        pillars.undo(move)
        return announce.pillar_closed(session.pk)
    return pillars.undo(move)


def _take_back_order(move: Move) -> None:
    """Delete the summary that closing ordered. A worker that is making it finds no row to store it in."""
    summary = Summary.objects.select_for_update(of=("self",), no_key=True).filter(pk=move.along[ORDERED]).first()
    if summary is None or summary.ready_at:
        raise moves.NotMade(moves.too_late())
    closed_before = move.along[CLOSED_BEFORE]
    PillarReview.objects.filter(pk=summary.pillar_review_id).update(
        state=PillarReview.State.OPEN, closed_at=datetime.fromisoformat(closed_before) if closed_before else None
    )
    if summary.file.name:
        transaction.on_commit(partial(summary.file.storage.delete, summary.file.name))
    summary.delete()


@transaction.atomic
def publish(summary_id: str | UUID) -> None:
    """Let everyone read a summary, if it is made and closing its pillar can no longer be undone."""
    due = Summary.objects.due().filter(pk=summary_id)
    session_id = due.values_list("pillar_review__review__session", flat=True).first()
    if session_id is None:
        return
    moves.hold(session_id)  # so that it is not undone at the same time
    if due.update(ready_at=Now()):
        announce.summary_changed(session_id)


def publish_due() -> None:
    for summary_id in Summary.objects.due().values_list("pk", flat=True):
        publish(summary_id)


@transaction.atomic
def reopen(review: PillarReview) -> Room:
    """Open a closed pillar for a correction. Its groups may change their boards until it is closed again, which makes a new version.

    Raises NotNow while another pillar is open, while its document is being made, and after the session has finished. Opening
    an open pillar changes nothing. Returns the desk's room after telling it.
    """
    session_id = review.review.session_id
    moves.hold(session_id)
    held = {one.pk: one for one in pillars.held(session_id)}
    if held[review.pk].state == PillarReview.State.OPEN:
        return Room.objects.select_related("session").desk_of(session_id)
    if review.review.session.is_over:
        raise NotNow(_("The session is over; its summaries can no longer be changed."))
    if any(one.state == PillarReview.State.OPEN for one in held.values()):
        raise NotNow(_("Another pillar is open for correction. Finish that one first, then correct this one."))
    if review.summaries.exclude(state__in=(State.READY, State.FAILED)).exists():
        raise NotNow(_("Its PDF is being created. Correct it once the link is here."))
    if not PillarReview.objects.filter(pk=review.pk, state=PillarReview.State.CLOSED).update(
        state=PillarReview.State.OPEN
    ):
        raise NotNow(_("This pillar has not started yet."))
    moves.close_the_way_back(session_id)
    announce_pillars.tables_moved_on(session_id)
    return announce.pillar_closed(session_id)


@transaction.atomic
def order_again(summary: Summary) -> Room:
    """Order a failed summary again, with three new attempts, or the next version of one whose comments have changed since.

    Any other summary stays as it is. Returns the desk's room after telling it.
    """
    session = summary.pillar_review.review.session
    pillars.held(session.pk)
    failed = Summary.objects.filter(pk=summary.pk, state=State.FAILED)
    if failed.update(state=State.QUEUED, attempts=0, reason="", lease=None, lease_until=None):
        ordered = summary
    elif _is_newest(summary) and summary.pillar_review_id in queries.outdated_in(session):
        ordered = Summary.objects.create(pillar_review=summary.pillar_review, version=summary.version + 1)
    else:
        return Room.objects.select_related("session").desk_of(session.pk)
    notifier.start_task(RENDER_TASK, str(ordered.pk))
    return announce.summary_changed(session.pk)


def _is_newest(summary: Summary) -> bool:
    later = Summary.objects.filter(pillar_review=summary.pillar_review_id, version__gt=summary.version)
    return not later.exists()


def render(summary_id: str | UUID, *, too_slow: type[Exception] = TimeoutError, confined: bool = False) -> None:
    """Make one summary, unless it is made already or another worker holds a lease on it.

    Every failure ends as a sentence in the row: queued again while attempts are left, failed after the third. If there is a lot
    to print, each attempt prints less than the one before (see shares).
    `too_slow` is what the worker raises at its time limit. `confined` limits this process's memory permanently to what one
    document may use.
    """
    lease = uuid4()
    claimed = (
        Summary.objects.claimable()
        .filter(pk=summary_id)
        .update(state=State.RENDERING, lease=lease, lease_until=Now() + Summary.LEASE, attempts=F("attempts") + 1)
    )
    if claimed and (reason := _make(summary_id, lease, too_slow, confined=confined)):
        _fail(summary_id, lease, reason)


def sweep() -> None:
    """Start the task again for rows without a worker, and fail those whose last attempt was lost."""
    for summary_id in Summary.objects.claimable().values_list("pk", flat=True):
        notifier.start_task(RENDER_TASK, str(summary_id))
    for summary in Summary.objects.lost().only("pk", "lease"):
        _fail(summary.pk, summary.lease, LEFT_BEHIND)


def _make(summary_id: str | UUID, lease: UUID, too_slow: type[Exception], *, confined: bool) -> str:
    """Render the document and store it. Returns the reason if that failed, else an empty string."""
    try:
        from reviews.summaries import render as printer  # slow to import, and only the worker needs it
    except (ImportError, OSError) as error:
        log.error("Summary %s was not made", summary_id, exc_info=error)
        return NO_PANGO
    if confined:
        printer.limit_memory()
    try:
        content = queries.pillar_summary(summary_id)
        document = printer.render(shares.fitted(content, queries.attempts_at(summary_id)))
        _store(summary_id, lease, document, changes.as_json(content))
        publish(summary_id)
    except Summary.DoesNotExist:  # closing was undone, which deleted the order
        return ""
    except too_slow:
        return TOO_SLOW
    except MemoryError:
        return TOO_LARGE
    except Exception as error:
        # Without the messages: they may quote what people wrote.
        log.error("Summary %s was not made", summary_id, exc_info=without_messages(error))
        return FAILED
    return ""


@transaction.atomic
def _store(summary_id: str | UUID, lease: UUID, document: bytes, content: dict) -> None:
    summary = (
        Summary.objects.select_for_update(no_key=True).filter(pk=summary_id, lease=lease, state=State.RENDERING).first()
    )
    if summary is None:  # the lease ran out, and another worker has claimed the row
        return
    summary.file.save(f"{summary.pk}.pdf", ContentFile(document), save=False)
    summary.content = content
    summary.state, summary.reason = State.READY, ""
    summary.lease = summary.lease_until = None
    summary.save()
    announce.summary_made(queries.session_of(summary_id))


@transaction.atomic
def _fail(summary_id: str | UUID, lease: UUID | None, reason: str) -> None:
    mine = Summary.objects.filter(pk=summary_id, lease=lease, state=State.RENDERING)
    done = {"lease": None, "lease_until": None, "reason": reason}
    again = mine.filter(attempts__lt=Summary.ATTEMPTS).update(state=State.QUEUED, **done)
    if again or mine.update(state=State.FAILED, **done):
        announce.summary_changed(queries.session_of(summary_id))
