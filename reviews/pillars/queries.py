"""What is read of a session's review. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from reviews.library.models import Pillar
from reviews.pillars.models import PillarReview, Review
from workshop.sessions import agenda
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage


def review_of(session_id: UUID) -> Review:
    return Review.objects.select_related("lens_version", "scenario_version").get(session=session_id)


def pillar_review(session_id: UUID, topic: str) -> PillarReview | None:
    reviews = PillarReview.objects.select_related("pillar", "review")
    return reviews.filter(review__session=session_id, pillar__key=topic).first()


def pillar_reviews_of(session_id: UUID) -> list[PillarReview]:
    return list(
        PillarReview.objects.filter(review__session=session_id).select_related("pillar").order_by("pillar__position")
    )


def open_review(session_id: UUID) -> PillarReview | None:
    """The pillar the groups are at: that of the open stage, else the last one that was opened."""
    stage = sessions.last_stage(session_id)
    if stage and stage.topic:
        return pillar_review(session_id, stage.topic)
    opened = PillarReview.objects.filter(review__session=session_id, opened_at__isnull=False).select_related(
        "pillar", "review"
    )
    return opened.order_by("-opened_at").first()


@dataclass
class Moment:
    """Where a session stands: the stage that runs or ran last, its pillar, and what comes next."""

    session: Session
    stages: list[Stage]
    pillars: dict[str, Pillar]
    states: dict[str, str]

    @cached_property
    def stage(self) -> Stage | None:
        begun = [stage for stage in self.stages if stage.started_at]
        return next((stage for stage in begun if stage.state in Stage.OPEN), begun[-1] if begun else None)

    @property
    def is_running(self) -> bool:
        return bool(self.stage and self.stage.state in Stage.OPEN)

    @property
    def pillar(self) -> Pillar | None:
        return self.pillars.get(self.stage.topic) if self.stage else None

    @property
    def mark(self) -> str:
        return self.pillar.mark if self.pillar else ""

    @property
    def pillar_is_open(self) -> bool:
        return bool(self.pillar and self.states[self.pillar.key] == PillarReview.State.OPEN)

    @property
    def wants_closing(self) -> bool:
        """The presentations of a pillar have begun and it is not closed yet."""
        return bool(self.pillar_is_open and self.stage.kind == Stage.Kind.PRESENTATION)

    @cached_property
    def next(self) -> Stage | None:
        position = self.stage.position if self.stage else -1
        return next(
            (stage for stage in self.stages if stage.position > position and stage.state == Stage.State.WAITING), None
        )

    @property
    def next_pillar(self) -> Pillar | None:
        return self.pillars.get(self.next.topic) if self.next else None

    @property
    def ends(self) -> datetime:
        return agenda.end_of(self.stages, self.session.starts_at)

    @cached_property
    def rows(self) -> list[dict]:
        """The agenda: each stage with its beginning and pillar; `first` marks a pillar's first stage."""
        rows, topic = [], ""
        for stage, begins in agenda.beginnings(self.stages, self.session.starts_at):
            pillar = self.pillars.get(stage.topic)
            rows.append(
                {"stage": stage, "begins": begins, "pillar": pillar, "first": bool(pillar and stage.topic != topic)}
            )
            topic = stage.topic
        return rows

    @property
    def coming(self) -> list[dict]:
        """The next two rows, with the times that follow from where we are."""
        position = self.stage.position if self.stage else -1
        return [row for row in self.rows if row["stage"].position > position][:2]


def moment_of(session: Session) -> Moment:
    """By three queries."""
    reviews = pillar_reviews_of(session.pk)
    return Moment(
        session=session,
        stages=sessions.stages_of(session),
        pillars={review.pillar.key: review.pillar for review in reviews},
        states={review.pillar.key: review.state for review in reviews},
    )
