"""The composer, as any page of a session may hold it."""

from __future__ import annotations

from django import template

from workshop.live import hub
from workshop.live.models import Room
from workshop.sessions.models import Session

register = template.Library()

SMALL_HALL = 8


@register.inclusion_tag("reviews/comments/_composer.html")
def composer(session: Session) -> dict:
    """`{% composer session %}`, outside of panes. Below eight people in the hall it says that anonymity is weak; unknown counts as few."""
    people = hub.people_in(Room.objects.hall_of(session.pk).pk)
    return {"session": session, "many": people is not None and len(people) >= SMALL_HALL}
