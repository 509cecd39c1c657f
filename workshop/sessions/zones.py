"""Moments in a session's zone. What cannot be shown there is shown in UTC: one broken row must not break the page it is on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo


def zone_of(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, no name of one, a folder of them
        return UTC


def in_zone(moment: datetime, zone: str) -> datetime:
    try:
        return moment.astimezone(zone_of(zone))
    except OverflowError:  # it would be before the year 1, or after 9999
        return moment.astimezone(UTC)


def later(moment: datetime, by: timedelta) -> datetime:
    """So much later, or the same moment where the calendar ends."""
    try:
        return moment + by
    except OverflowError:
        return moment
