"""Templates of an agenda, and the expected beginning of each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
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


def beginnings(stages: Iterable[Stage], starts_at: datetime) -> Iterator[tuple[Stage, datetime]]:
    """Each stage with its beginning: the actual one if it has begun, otherwise the one expected from the stages before it."""
    clock = starts_at
    for stage in stages:
        begins = stage.started_at or clock
        yield stage, begins
        clock = _end_of(stage, begins)


def end_of(stages: Iterable[Stage], starts_at: datetime) -> datetime:
    """When the day ends if each remaining stage takes the minutes planned for it."""
    clock = starts_at
    for stage, begins in beginnings(stages, starts_at):
        clock = _end_of(stage, begins)
    return clock


def _end_of(stage: Stage, begins: datetime) -> datetime:
    """A stage's end. A paused stage is treated as if it resumed now, and a skipped one takes no time."""
    if stage.is_skipped:
        return begins
    if stage.paused_at and stage.remaining is not None:
        return later(stage.paused_at, stage.remaining)
    return stage.ended_at or stage.ends_at or later(begins, stage.planned)
