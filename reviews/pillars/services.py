"""Every write about a session's review, apart from closing a pillar, which orders its summary (see summaries)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from reviews.library.models import LensVersion
from reviews.pillars import announce
from reviews.pillars.models import PillarReview, Review
from reviews.scenarios.models import ScenarioVersion
from workshop.live.models import Room
from workshop.sessions import agenda
from workshop.sessions import services as sessions
from workshop.sessions.models import Session, Stage, User

State = PillarReview.State


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
        stages=agenda.full_day([pillar.key for pillar in pillars]),
    )
    review = Review.objects.create(session=session, lens_version=lens_version, scenario_version=scenario_version)
    PillarReview.objects.bulk_create([PillarReview(review=review, pillar=pillar) for pillar in pillars])
    return session


@transaction.atomic
def start(stage: Stage) -> Room | None:
    """Start a stage that has a topic, and open the review of its pillar with it. None if the stage did not start."""
    waiting = PillarReview.objects.filter(
        review__session=stage.session_id, pillar__key=stage.topic, state=State.WAITING
    )
    opened = waiting.update(state=State.OPEN, opened_at=Now())
    if opened:
        announce.tables_moved_on(stage.session_id)
    desk = sessions.start(stage)
    if desk is None and opened:
        transaction.set_rollback(True)
    return desk
