"""What is read about a session's review. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from reviews.lenses.models import Pillar
from reviews.pillars.models import PillarReview, Review
from workshop.compiled import compiled
from workshop.live.clock import database_now
from workshop.sessions import agenda
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage
from workshop.sessions.zones import later

ON_THE_SCREEN = 4  # rows of the agenda


def review_of(session_id: UUID) -> Review:
    return Review.objects.select_related("lens_version", "scenario_version").get(session=session_id)


def pillar_review(session_id: UUID, topic: str) -> PillarReview | None:
    return next(iter(_reviews_on(session_id, topic)), None)


@compiled
def _reviews_on(session_id: UUID, topic: str) -> QuerySet[PillarReview]:
    reviews = PillarReview.objects.select_related("pillar", "review")
    return reviews.filter(review__session=session_id, pillar__key=topic)


def pillar_reviews_of(session_id: UUID) -> list[PillarReview]:
    return list(
        PillarReview.objects.filter(review__session=session_id).select_related("pillar").order_by("pillar__position")
    )


def open_review(session_id: UUID) -> PillarReview:
    """The pillar being corrected, or else the current pillar of the agenda."""
    return _open_reviews(session_id)[0]


def current_review(session_id: UUID) -> PillarReview:
    """The current pillar of the agenda: that of the open stage, or else of the last stage that had one, or else the first.

    Stages are sorted as in the agenda, since their times may be out of order if a clock was set back.
    """
    return _current_reviews(session_id)[0]


@compiled
def _open_reviews(session_id: UUID) -> QuerySet[PillarReview]:
    return _current_first(session_id, Case(When(_CORRECTED, then=0), default=1))


@compiled
def _current_reviews(session_id: UUID) -> QuerySet[PillarReview]:
    return _current_first(session_id)


_CORRECTED = Q(state=PillarReview.State.OPEN, closed_at__isnull=False)  # at most one per session


def _current_first(session_id: UUID, *before: Case) -> QuerySet[PillarReview]:
    stages = Stage.objects.filter(session=OuterRef("review__session"), topic=OuterRef("pillar__key"))
    begun = stages.filter(started_at__isnull=False).order_by("-position").values("position")[:1]
    first = (*before, Exists(stages.filter(state__in=Stage.OPEN)).desc(), Subquery(begun).desc(nulls_last=True))
    reviews = PillarReview.objects.filter(review__session=session_id).select_related("pillar", "review")
    return reviews.order_by(*first, "pillar__position")[:1]


@dataclass
class Moment:
    """The progress of a session: the present or last stage, its pillar, and what comes next."""

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

    @cached_property
    def closing(self) -> Pillar | None:
        """The pillar to be closed next: it was discussed, and none of its stages is ahead. None once the session is over."""
        if self.session.is_over:
            return None
        wanted = (
            pillar for key, pillar in self.pillars.items() if self._has_no_stage_ahead(key) and self._was_discussed(key)
        )
        return next(wanted, None)

    @property
    def may_close(self) -> Pillar | None:
        """The current pillar if it may be closed although its discussion was skipped."""
        pillar = None if self.session.is_over else self.pillar
        return pillar if pillar and not self.closing and self._has_no_stage_ahead(pillar.key) else None

    def _has_no_stage_ahead(self, key: str) -> bool:
        left = (stage for stage in self._ahead if stage.topic == key and stage.state == Stage.State.WAITING)
        return self.states[key] == PillarReview.State.OPEN and not any(left)

    def _was_discussed(self, key: str) -> bool:
        talks = (Stage.Kind.DISCUSSION, Stage.Kind.PRESENTATION)
        return any(stage.topic == key and stage.kind in talks and stage.started_at for stage in self.stages)

    @property
    def skipped(self) -> list[dict]:
        """The rows of skipped stages that can be restored, because no later stage has begun."""
        return [row for row in self.rows if row["stage"] in self._to_come and row["stage"].is_skipped]

    @cached_property
    def _ahead(self) -> list[Stage]:
        last = max((stage.position for stage in self.stages if stage.started_at), default=-1)
        return [stage for stage in self.stages if stage.position > last]

    @property
    def _to_come(self) -> list[Stage]:
        """The stages ahead that may still begin. None do once the session is over."""
        return [] if self.session.is_over else self._ahead

    @cached_property
    def next(self) -> Stage | None:
        return next((stage for stage in self._to_come if stage.state == Stage.State.WAITING), None)

    @property
    def next_pillar(self) -> Pillar | None:
        return self.pillars.get(self.next.topic) if self.next else None

    @cached_property
    def delayed_since(self) -> datetime | None:
        """The moment from which every minute delays what is ahead; None if the day is over, or was to begin on another day."""
        starts_at = self.session.starts_at
        is_late = starts_at <= database_now() < later(starts_at, timedelta(days=1))
        if self.session.is_over or not (self.stage or is_late):
            return None
        return agenda.delayed_since(self.stages, starts_at)

    @property
    def _now(self) -> datetime | None:
        return max(database_now(), self.delayed_since) if self.delayed_since else None

    @property
    def ends(self) -> datetime:
        """The end of the last stage; of the last one that began, once the session is over."""
        if self.session.is_over and self.stage and self.stage.ended_at:
            return self.stage.ended_at
        return agenda.end_of(self.stages, self.session.starts_at, now=self._now)

    @property
    def ends_without_delay(self) -> datetime:
        return agenda.end_of(self.stages, self.session.starts_at, now=self.delayed_since)

    @cached_property
    def rows(self) -> list[dict]:
        """The agenda: each stage with its start, its pillar and the minutes it took. `first` marks a pillar's first stage.

        `is_off` marks a stage that does not take place: it was skipped, or had not begun when the session ended.

        `expected` is the start of a stage ahead as it was expected at `delayed_since`, from which browsers count on.
        """
        rows, topic = [], ""
        starts_at = self.session.starts_at
        without_delay = dict(agenda.beginnings(self.stages, starts_at, now=self.delayed_since))
        for stage, begins in agenda.beginnings(self.stages, starts_at, now=self._now):
            pillar = self.pillars.get(stage.topic)
            rows.append(
                {
                    "stage": stage,
                    "begins": begins,
                    "expected": without_delay[stage] if stage in self._ahead and self.delayed_since else None,
                    "pillar": pillar,
                    "first": bool(pillar and stage.topic != topic),
                    "took": _minutes_taken(stage),
                    "is_off": stage.is_skipped or (self.session.is_over and stage in self._ahead),
                }
            )
            topic = stage.topic
        return rows

    @property
    def coming(self) -> list[dict]:
        """The next two rows, with their expected times."""
        return self._rows_ahead[:2]

    @property
    def screen_agenda(self) -> list[dict]:
        """The next rows as far as they fit on the comment screen."""
        return self._rows_ahead[:ON_THE_SCREEN]

    @property
    def _rows_ahead(self) -> list[dict]:
        return [row for row in self.rows if row["stage"] in self._to_come and not row["stage"].is_skipped]


def _minutes_taken(stage: Stage) -> int | None:
    if stage.state != Stage.State.CLOSED or not stage.started_at or not stage.ended_at:
        return None
    return round((stage.ended_at - stage.started_at).total_seconds() / 60)


def moment_of(session: Session) -> Moment:
    """Needs three queries."""
    reviews = pillar_reviews_of(session.pk)
    return Moment(
        session=session,
        stages=sessions.stages_of(session),
        pillars={review.pillar.key: review.pillar for review in reviews},
        states={review.pillar.key: review.state for review in reviews},
    )
