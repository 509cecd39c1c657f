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


# ── an overrun ──


def in_a_day(**first) -> list[Stage]:
    """Welcome is the present stage, 110 minutes from ten o'clock."""
    stages = planned("a")
    fields = {"state": Stage.State.RUNNING, "started_at": TEN, "ends_at": TEN + timedelta(minutes=110)} | first
    for name, value in fields.items():
        setattr(stages[0], name, value)
    return stages


def second_at(stages: list[Stage], *, minutes: int) -> timedelta:
    """When the second stage is expected, after ten o'clock, if it is so many minutes after ten."""
    now = TEN + timedelta(minutes=minutes)
    return [begins for _stage, begins in agenda.beginnings(stages, TEN, now=now)][1] - TEN


def test_before_its_end_a_stage_is_expected_to_end_as_planned():
    assert second_at(in_a_day(), minutes=60) == timedelta(minutes=110)


def test_a_stage_that_is_over_its_time_delays_what_follows_by_what_has_gone_by():
    assert second_at(in_a_day(), minutes=122) == timedelta(minutes=122)


def test_the_end_of_the_day_counts_from_now_too():
    on_time = agenda.end_of(in_a_day(), TEN, now=TEN)
    assert agenda.end_of(in_a_day(), TEN, now=TEN + timedelta(minutes=122)) - on_time == timedelta(minutes=12)


def test_a_last_stage_that_is_over_its_time_ends_the_day_now():
    stages = in_a_day()[:1]
    assert agenda.end_of(stages, TEN, now=TEN + timedelta(minutes=125)) == TEN + timedelta(minutes=125)


def test_a_pause_delays_what_follows_by_every_minute_it_takes():
    paused = in_a_day(
        state=Stage.State.PAUSED,
        ends_at=None,
        paused_at=TEN + timedelta(minutes=60),
        remaining=timedelta(minutes=50),
    )
    assert second_at(paused, minutes=60) == timedelta(minutes=110)
    assert second_at(paused, minutes=75) == timedelta(minutes=125)


def test_a_stage_that_was_paused_after_its_end_takes_no_more_time():
    paused = in_a_day(
        state=Stage.State.PAUSED,
        ends_at=None,
        paused_at=TEN + timedelta(minutes=120),
        remaining=timedelta(minutes=-10),
    )
    assert second_at(paused, minutes=130) == timedelta(minutes=130)


def test_a_gap_after_a_stage_delays_what_follows():
    ended = in_a_day(state=Stage.State.CLOSED, ends_at=None, ended_at=TEN + timedelta(minutes=100))
    assert second_at(ended, minutes=100) == timedelta(minutes=100)
    assert second_at(ended, minutes=130) == timedelta(minutes=130)


def test_what_has_happened_does_not_move():
    stages = in_a_day(state=Stage.State.CLOSED, ends_at=None, ended_at=TEN + timedelta(minutes=100))
    stages[1].started_at = TEN + timedelta(minutes=101)
    assert second_at(stages, minutes=500) == timedelta(minutes=101)
    assert agenda.delayed_since(stages, TEN) == TEN
    assert agenda.delayed_since(in_a_day(), TEN) == TEN + timedelta(minutes=110)
