"""Dates and times in the session's zone, and the marks of stages."""

from __future__ import annotations

from datetime import datetime

import segno
from django import template
from django.utils import formats
from django.utils.translation import pgettext

from workshop.sessions import codes, zones

register = template.Library()


@register.filter
def clock_time(moment: datetime, zone: str) -> str:
    """14:45"""
    return zones.in_zone(moment, zone).strftime("%H:%M")


@register.filter
def day(moment: datetime, zone: str) -> str:
    """11月26日（木） · Thursday 26 November"""
    local = zones.in_zone(moment, zone)
    return formats.date_format(local, pgettext("day of a session", "l j F"))


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
