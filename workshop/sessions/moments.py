"""How moments are written on pages: by the clock of the session's zone, with the day and the year where they are not obvious."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workshop.live.clock import database_now
from workshop.sessions import zones


def day_text(moment: datetime, zone: str) -> str:
    """11月26日（木） · Thursday 26 November; with the year unless it is this year's."""
    local = zones.in_zone(moment, zone)
    if local.year == zones.in_zone(database_now(), zone).year:
        return formats.date_format(local, pgettext("day of a session", "l j F"))
    return formats.date_format(local, pgettext("day of a session in another year", "l j F Y"))


def clock_text(moment: datetime, zone: str, *, of: datetime | None = None) -> str:
    """14:45; with the day if it is not that of the moment `of`, and with the year if that differs too."""
    local = zones.in_zone(moment, zone)
    clock = local.strftime("%H:%M")
    if of is None or local.date() == (expected := zones.in_zone(of, zone)).date():
        return clock
    same_year = local.year == expected.year
    pattern = pgettext("short day", "j M") if same_year else pgettext("short day with year", "j M Y")
    return f"{formats.date_format(local, pattern)} {clock}"


def zone_text(zone: str) -> str:
    """Tokyo time"""
    name = zones.valid_name(zone)
    if name == "UTC":
        return name
    if name == "Asia/Tokyo":
        return _("Japan time")
    return _("%(city)s time") % {"city": name.rpartition("/")[2].replace("_", " ")}
