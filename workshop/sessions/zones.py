"""Moments in a session's time zone. If the zone or the result is not valid, UTC is used, so that one bad row breaks no page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo


def zone_of(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # an unknown zone, an invalid name, a folder of zones
        return UTC


def valid_name(name: str) -> str:
    """The name of the zone that is used for a stored name."""
    return str(zone_of(name))


def in_zone(moment: datetime, zone: str) -> datetime:
    try:
        return moment.astimezone(zone_of(zone))
    except OverflowError:  # it would be before the year 1, or after 9999
        return moment.astimezone(UTC)


def later(moment: datetime, by: timedelta) -> datetime:
    """The moment plus `by`, or the same moment if the sum is after the year 9999."""
    try:
        return moment + by
    except OverflowError:
        return moment


def meanings(local: datetime, zone: str) -> list[datetime]:
    """The moments that a local time without a zone may mean: one, or two where the clocks change.

    An hour that exists twice means both. An hour that is skipped does not exist: what is returned are the moments before and
    after the change that are as far from it, and neither shows the given time.
    """
    known = zone_of(zone)
    both = {local.replace(tzinfo=known, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return [moment.astimezone(known) for moment in sorted(both)]
