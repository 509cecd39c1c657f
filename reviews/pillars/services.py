"""Every write about a session's review, apart from closing a pillar, which orders its summary (see summaries)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from reviews.lenses.models import LensVersion
from reviews.pillars import announce
from reviews.pillars.models import PillarReview, Review
from reviews.scenarios.models import ScenarioVersion
from workshop.accounts.models import User
from workshop.live.models import Room
from workshop.sessions import agenda, moves
from workshop.sessions import services as sessions
from workshop.sessions.models import Session, Stage

State = PillarReview.State
OPENED = "opened"  # kept along with a move: the review that it opened


@transaction.atomic
def create_session(
    lead: User,
    *,
    title: str,
    starts_at: datetime,
    zone: str,
    languages: list[str],
    lens_version: LensVersion,
    scenario_version: ScenarioVersion,
    meeting_link: str = "",
    capacity: int | None = None,
) -> Session:
    """Create a session with the full-day agenda over the lens's pillars, and its review with the versions of now."""
    pillars = list(lens_version.pillars.order_by("position"))
    session = sessions.create(
        lead,
        title=title,
        starts_at=starts_at,
        zone=zone,
        languages=languages,
        meeting_link=meeting_link,
        capacity=capacity,
        stages=agenda.full_day([pillar.key for pillar in pillars]),
    )
    review = Review.objects.create(session=session, lens_version=lens_version, scenario_version=scenario_version)
    PillarReview.objects.bulk_create([PillarReview(review=review, pillar=pillar) for pillar in pillars])
    return session


def held(session_id: UUID) -> list[PillarReview]:
    """The session's pillars as they are now, their rows held until the commit: opening and closing happen one after the other."""
    reviews = PillarReview.objects.select_for_update(of=("self",), no_key=True).filter(review__session=session_id)
    return list(reviews.select_related("pillar").order_by("pk"))


@transaction.atomic
def start(stage: Stage, *, seen: int | None = None) -> Room | None:
    """Start a stage that has a topic, and open the review of its pillar with it. None if the stage did not start.

    Raises NotMade while a pillar is open for a correction, and as all moves do (see sessions.services).
    """
    moves.hold(stage.session_id, seen=seen)
    reviews = held(stage.session_id)
    if any(review.is_corrected for review in reviews):
        raise moves.NotMade(_("A pillar is open for a correction. Close it first."))
    waiting = (one for one in reviews if one.pillar.key == stage.topic and one.state == State.WAITING)
    opened = next(waiting, None)
    if opened:
        PillarReview.objects.filter(pk=opened.pk).update(state=State.OPEN, opened_at=Now())
        announce.tables_moved_on(stage.session_id)
    desk = sessions.start(stage, along={OPENED: str(opened.pk)} if opened else None)
    if desk is None and opened:
        transaction.set_rollback(True)
    return desk


@transaction.atomic
def undo(session: Session, *, seen: int) -> Room:
    """Undo the last move, `seen` being its number; a pillar that was opened with it waits again, with all that was written.

    Raises NotMade if another move was made since, if this one is undone already, and after 30 seconds.
    """
    move = moves.undoable(moves.hold(session.pk), seen)
    held(session.pk)
    if PillarReview.objects.filter(pk=move.along.get(OPENED), state=State.OPEN).update(
        state=State.WAITING, opened_at=None
    ):
        announce.tables_moved_on(session.pk)
    return sessions.undo(move)
