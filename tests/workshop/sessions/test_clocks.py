"""How a stage's clock changes."""

from datetime import UTC, datetime, timedelta

import pytest

from workshop.sessions.clocks import ends_at_after_extension, remaining_after_extension

END = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)


def test_time_is_added_to_what_is_left():
    assert ends_at_after_extension(END, FIVE, now=END - timedelta(minutes=1)) == END + FIVE


def test_pressed_three_minutes_late_five_minutes_are_five_full_minutes():
    late = END + timedelta(minutes=3)
    assert ends_at_after_extension(END, FIVE, now=late) == late + FIVE


def test_less_than_a_second_is_refused():
    with pytest.raises(ValueError, match="a second"):
        ends_at_after_extension(END, timedelta(0), now=END)


def test_a_paused_stage_has_more_left():
    assert remaining_after_extension(timedelta(minutes=3), FIVE) == timedelta(minutes=8)


def test_a_stage_that_was_paused_late_gets_its_five_full_minutes():
    assert remaining_after_extension(timedelta(minutes=-3), FIVE) == FIVE


def test_a_paused_stage_is_not_extended_by_less_than_a_second():
    with pytest.raises(ValueError, match="a second"):
        remaining_after_extension(FIVE, timedelta(0))
