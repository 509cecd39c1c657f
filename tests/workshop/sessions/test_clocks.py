"""How a stage's clock changes."""

from datetime import UTC, datetime, timedelta

import pytest

from workshop.sessions.clocks import ends_at_after_extension

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
