"""Every write about a session's review. Closing a pillar is in summaries, because it orders the summary."""

from __future__ import annotations

from functools import partial
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
from workshop.sessions.models import Move, Session, Stage

State = PillarReview.State
OPENED = "opened"  # under this key a move stores the review that it opened


@transaction.atomic
def create_session(
    lead: User, session: Session, *, lens_version: LensVersion, scenario_version: ScenarioVersion
) -> Session:
    """Save a new session with an agenda for a full day on the lens's pillars, and its review."""
    pillars = list(lens_version.pillars.order_by("position"))
    sessions.create(lead, session, agenda.full_day([pillar.key for pillar in pillars]))
    review = Review.objects.create(session=session, lens_version=lens_version, scenario_version=scenario_version)
    PillarReview.objects.bulk_create([PillarReview(review=review, pillar=pillar) for pillar in pillars])
    return session


def held(session_id: UUID) -> list[PillarReview]:
    """The session's pillars as they are now, with their rows locked, so that opening and closing never overlap."""
    reviews = PillarReview.objects.select_for_update(of=("self",), no_key=True).filter(review__session=session_id)
    return list(reviews.select_related("pillar").order_by("pk"))


@transaction.atomic
def start(stage: Stage, *, seen: int | None = None) -> Room | None:
    """Start a stage and, if it has a topic, open the review of its pillar with it. Returns None if the stage did not start.

    Raises NotMade if the stage has a topic while a pillar is open for a correction, and as all moves do (see sessions.services).
    """
    return sessions.start(stage, seen=seen, open_topic=partial(_open, stage) if stage.topic else None)


def _open(stage: Stage) -> dict[str, str]:
    """Open the review of the stage's pillar, if it is waiting. Returns what undo() has to know of it."""
    reviews = held(stage.session_id)
    if any(review.is_corrected for review in reviews):
        raise moves.NotMade(_("A pillar is open for correction. Finish the correction first."))
    waiting = (review for review in reviews if review.pillar.key == stage.topic and review.state == State.WAITING)
    opened = next(waiting, None)
    if opened is None:
        return {}
    PillarReview.objects.filter(pk=opened.pk).update(state=State.OPEN, opened_at=Now())
    announce.tables_moved_on(stage.session_id)
    return {OPENED: str(opened.pk)}


@transaction.atomic
def undo(move: Move) -> Room:
    """Undo a move that `moves.undoable` returned; a pillar that was opened with it waits again, with all that was written.

    Closing a pillar is undone by summaries.services.undo, which also takes back the order of the summary.
    """
    session = move.session
    held(session.pk)
    if PillarReview.objects.filter(pk=move.along.get(OPENED), state=State.OPEN).update(
        state=State.WAITING, opened_at=None
    ):
        announce.tables_moved_on(session.pk)
    return sessions.undo(move)
