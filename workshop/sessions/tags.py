"""Dates and times in the session's zone, and the marks of stages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from workshop.sessions import codes, moments, zones
from workshop.sessions.models import Session

register = template.Library()


@register.simple_tag
def clock_time(
    moment: datetime, session: Session, expected: datetime | None = None, delayed_since: datetime | None = None
) -> str:
    """<time>14:45</time>, with the day if it is not that of the session. Browsers in another zone add zone and local time.

    A moment that is only expected moves on by each minute that goes by after `delayed_since`; browsers do that as well.
    """
    text = moments.clock_text(moment, session.zone, of=session.starts_at)
    if not expected or not delayed_since:
        return _time(moment, session.zone, text)
    return _time(
        moment,
        session.zone,
        text,
        expected=expected,
        delayed_since=delayed_since,
        day=zones.in_zone(session.starts_at, session.zone).date(),
    )


@register.filter(name="clock_time")
def clock_time_in(moment: datetime, session: Session) -> str:
    """The same as a filter, for sentences."""
    return clock_time(moment, session)


@register.simple_tag
def start_time(session: Session) -> str:
    """<time>Thursday 26 November 10:00 Japan time</time>: when a session begins."""
    day = moments.day_text(session.starts_at, session.zone)
    return _time(
        session.starts_at, session.zone, f"{day} {moments.clock_text(session.starts_at, session.zone)}", is_named=True
    )


@register.filter
def day(moment: datetime, zone: str) -> str:
    """11月26日（木） · Thursday 26 November; with the year if it is not this one. For days whose hour does not matter."""
    return moments.day_text(moment, zone)


@register.filter
def zone_name(zone: str) -> str:
    return moments.zone_text(zone)


def _time(moment: datetime, zone: str, text: str, **more: Any) -> str:
    context = {
        "text": text,
        "datetime": zones.in_zone(moment, zone).isoformat(timespec="seconds"),
        "zone": zones.valid_name(zone),
        "name": moments.zone_text(zone),
    } | more
    return mark_safe(render_to_string("components/_time.html", context).strip())  # noqa: S308  a template of ours


@register.filter
def spaced_code(code: str) -> str:
    return codes.shown(code)


@register.simple_tag
def qr(address: str) -> dict:
    """The dark modules of a QR code as one SVG path, in units of a module, with a quiet zone of two."""
    code = segno.make(address, error="m", micro=False)
    size = code.symbol_size(border=0)[0]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark)
    return {
        "path": path,
        "box": f"-2 -2 {size + 4} {size + 4}",
        "paper": f"M-2-2h{size + 4}v{size + 4}h-{size + 4}z",
        "address": address,
    }
