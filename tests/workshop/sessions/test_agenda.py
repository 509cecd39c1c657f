"""The timetable of the one-day bootcamp."""

from datetime import UTC, datetime, timedelta

from workshop.sessions import agenda
from workshop.sessions.models import Stage

TEN = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def planned(topics):
    return [
        Stage(position=place, kind=stage.kind, minutes=stage.minutes, topic=stage.topic)
        for place, stage in enumerate(agenda.full_day(topics))
    ]


def test_the_full_day_is_the_real_timetable():
    begins = [(begins.strftime("%H:%M"), stage.kind) for stage, begins in agenda.beginnings(planned("abcde"), TEN)]
    briefings = [time for time, kind in begins if kind == "briefing"]
    assert begins[:3] == [("10:00", "welcome"), ("11:50", "reading"), ("13:00", "briefing")]
    assert briefings == ["13:00", "14:30", "15:45", "16:45", "17:30"]
    assert begins[-1] == ("18:00", "wrap_up")


def test_a_stage_that_began_late_moves_all_that_follow():
    stages = planned("a")
    stages[0].started_at = TEN + timedelta(minutes=7)
    begins = dict(enumerate(begins for _stage, begins in agenda.beginnings(stages, TEN)))
    assert begins[1] == TEN + timedelta(minutes=117)


def test_a_sixth_topic_takes_the_minutes_of_the_fifth():
    minutes = [stage.minutes for stage in planned("abcdef") if stage.topic == "f"]
    assert minutes == [5, 15, 10]


def test_a_stage_that_is_skipped_takes_no_time():
    stages = planned("a")
    stages[1].state = Stage.State.SKIPPED
    begins = dict(enumerate(begins for _stage, begins in agenda.beginnings(stages, TEN)))
    assert begins[2] == begins[1] == TEN + timedelta(minutes=110)


def test_what_follows_a_paused_stage_begins_at_the_earliest_when_the_pause_ends_at_once():
    stages = planned("a")
    stages[0].state, stages[0].started_at = Stage.State.PAUSED, TEN
    stages[0].paused_at, stages[0].remaining = TEN + timedelta(minutes=10), timedelta(minutes=130)
    begins = dict(enumerate(begins for _stage, begins in agenda.beginnings(stages, TEN)))
    assert begins[1] == TEN + timedelta(minutes=140)
    assert agenda.end_of(stages[:1], TEN) == TEN + timedelta(minutes=140)
