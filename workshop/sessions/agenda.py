"""Templates of an agenda, and the expected beginning of each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from workshop.sessions.models import Stage
from workshop.sessions.zones import later

Kind = Stage.Kind

# The timetable of the one-day bootcamp: minutes of briefing, discussion and presentations, and the break that follows.
FULL_DAY_PILLARS = ((15, 25, 45, 5), (10, 20, 35, 10), (10, 20, 25, 5), (10, 20, 15, 0), (5, 15, 10, 0))


class PlannedStage(NamedTuple):
    kind: Kind
    minutes: int
    topic: str = ""


def full_day(topics: Iterable[str]) -> list[PlannedStage]:
    """Welcome, reading over lunch, then each topic in turn, then the wrap-up. A sixth topic takes the minutes of the fifth."""
    stages = [PlannedStage(Kind.WELCOME, 110), PlannedStage(Kind.READING, 70)]
    for index, topic in enumerate(topics):
        briefing, discussion, presentation, rest = FULL_DAY_PILLARS[min(index, len(FULL_DAY_PILLARS) - 1)]
        stages += [
            PlannedStage(Kind.BRIEFING, briefing, topic),
            PlannedStage(Kind.DISCUSSION, discussion, topic),
            PlannedStage(Kind.PRESENTATION, presentation, topic),
        ]
        if rest:
            stages.append(PlannedStage(Kind.BREAK, rest))
    return [*stages, PlannedStage(Kind.WRAP_UP, 10)]


def beginnings(
    stages: Iterable[Stage], starts_at: datetime, *, now: datetime | None = None
) -> Iterator[tuple[Stage, datetime]]:
    """Each stage with its beginning: the actual one if it has begun, otherwise the one expected from the stages before it.

    Nothing is expected before `now`: a stage that is over its time, a pause and a gap between stages delay all that follow.
    """
    stages = list(stages)
    last = max((index for index, stage in enumerate(stages) if stage.started_at), default=-1)
    clock = starts_at
    for index, stage in enumerate(stages):
        ahead_from = now if index >= last else None
        begins = stage.started_at or (_not_before(ahead_from, clock) if index > last else clock)
        yield stage, begins
        clock = _end_of(stage, begins, ahead_from)


def end_of(stages: Iterable[Stage], starts_at: datetime, *, now: datetime | None = None) -> datetime:
    """When the day ends if each remaining stage takes the minutes planned for it."""
    clock = starts_at
    for stage, begins in beginnings(stages, starts_at, now=now):
        clock = _end_of(stage, begins, now)
    return clock


def delayed_since(stages: Iterable[Stage], starts_at: datetime) -> datetime:
    """The moment from which every minute that goes by delays all that is ahead, if no stage is started, ended or resumed."""
    begun = [stage for stage in stages if stage.started_at]
    if not begun:
        return starts_at
    last = begun[-1]
    return last.ends_at or last.paused_at or last.ended_at or starts_at


def _end_of(stage: Stage, begins: datetime, now: datetime | None) -> datetime:
    """A stage's end. A paused stage is treated as if it resumed now, and a skipped one takes no time."""
    if stage.is_skipped:
        return begins
    if stage.paused_at and stage.remaining is not None:
        return later(_not_before(now, stage.paused_at), max(stage.remaining, timedelta()))
    if stage.ends_at:
        return _not_before(now, stage.ends_at)
    return stage.ended_at or later(begins, stage.planned)


def _not_before(now: datetime | None, moment: datetime) -> datetime:
    return max(now, moment) if now else moment
