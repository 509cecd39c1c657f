"""Calculations of a stage's clock, as pure functions."""

from datetime import datetime, timedelta


def ends_at_after_extension(ends_at: datetime, by: timedelta, *, now: datetime) -> datetime:
    """The new end of a running stage when the facilitator adds time.

    Counts from the old end while time is left, and from `now` once it has run out: "+5 min" pressed three minutes late
    gives five full minutes, not two. All moments are aware. Raises ValueError if `by` is under a second.
    """
    return max(ends_at, now) + _long_enough(by)


def remaining_after_extension(remaining: timedelta, by: timedelta) -> timedelta:
    """The remaining time of a paused stage when the facilitator adds time. If the time was up, it counts from zero."""
    return max(remaining, timedelta()) + _long_enough(by)


def _long_enough(by: timedelta) -> timedelta:
    if by < timedelta(seconds=1):
        raise ValueError("a stage is extended by a second at least")
    return by
