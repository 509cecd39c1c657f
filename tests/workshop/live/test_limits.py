"""Only people who write too fast have to wait."""

import pytest

from workshop.live import limits
from workshop.live.rooms import told_frame


@pytest.fixture
def clock(monkeypatch):
    """The time, as the test sets it."""

    class Clock:
        now = 1000.0

        def monotonic(self) -> float:
            return self.now

    made = Clock()
    monkeypatch.setattr(limits, "time", made)
    monkeypatch.setattr(limits, "_sent", type(limits._sent)())
    return made


def test_ten_posts_in_ten_seconds_go_through_and_the_next_one_waits(clock):
    for _ in range(10):
        assert limits.wait_before_next("Ben") == 0
        clock.now += 0.5
    assert limits.wait_before_next("Ben") == pytest.approx(5.0)
    assert limits.wait_before_next("Chi") == 0
    clock.now += 5.0
    assert limits.wait_before_next("Ben") == 0
    assert limits.wait_before_next("Ben") == pytest.approx(0.5)


def test_a_person_who_waited_is_not_counted_for_trying(clock):
    for _ in range(50):
        limits.wait_before_next("Ben")
    clock.now += limits.WITHIN
    assert limits.wait_before_next("Ben") == 0


def test_people_of_long_ago_are_forgotten(clock, monkeypatch):
    monkeypatch.setattr(limits, "REMEMBERED", 3)
    for person in "abcde":
        limits.wait_before_next(person)
    assert list(limits._sent) == ["c", "d", "e"]


@pytest.mark.parametrize(("letter", "most"), [("<", 65_000), ('"', 32_500), ("長", 21_600)])
def test_a_fragment_that_is_too_long_for_a_frame_is_left_to_be_fetched(letter, most):
    fits, too_long = (told_frame("room", 2, 3, "finding", letter * length) for length in (most, most + 1000))
    assert '"html"' in fits
    assert '"html"' not in too_long
    assert '"v":3' in too_long
    assert len(fits.encode()) <= limits.FRAME_TO_BROWSERS
