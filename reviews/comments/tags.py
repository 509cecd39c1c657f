"""Template tags: the composer for comments, and how large the screen shows a comment."""

from __future__ import annotations

import unicodedata
from math import ceil
from typing import cast

from django import template
from django.db.models import Field

from reviews.comments.models import Comment
from workshop.live import hub
from workshop.live.models import Room
from workshop.sessions.models import Session

register = template.Library()

SMALL_MAIN_ROOM = 8
# The width of a line, in full-width characters, and the number of lines that fit at each size in static/css/pages/screen.css.
# tests/browser/test_screen.py measures that they do.
SIZES = {"short": (13, 5), "medium": (19, 6), "long": (26, 8)}


@register.inclusion_tag("reviews/comments/_composer.html")
def composer(session: Session) -> dict:
    """`{% composer session %}`, for use outside of panes.

    With fewer than eight people in the main room, or an unknown number, it warns that others may guess who wrote a comment.
    """
    people = hub.people_in(Room.objects.main_of(session.pk).pk)
    return {"session": session, "many": people is not None and len(people) >= SMALL_MAIN_ROOM}


@register.inclusion_tag("reviews/comments/_panel.html")
def comment_panel(session: Session) -> dict:
    """`{% comment_panel session %}`: the composer as a popover, for pages that have no room for it."""
    return composer(session)


@register.simple_tag
def limit_of(field: str) -> int | None:
    """`{% limit_of 'text' %}`: how many characters a field of a comment has at most."""
    return cast(Field, Comment._meta.get_field(field)).max_length


@register.filter
def length_on_screen(text: str) -> str:
    """The largest size at which the whole comment fits on the screen: short, medium, long or longest."""
    lines = [_width(line) for line in text.splitlines()]
    return next((size for size, (width, most) in SIZES.items() if _lines(lines, width) <= most), "longest")


def _lines(widths: list[float], line: int) -> int:
    return sum(max(1, ceil(width / line)) for width in widths)


def _width(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(each) in "WF" else 0.58 for each in text)
