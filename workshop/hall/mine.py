"""My seat, as the pane `me` shows it: my table, and the link that brings me back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from workshop.hall.queries import Place
from workshop.people import seats
from workshop.people.models import Participant
from workshop.sessions.models import Session


def seat_of(
    session: Session, person: Participant | None, role: str | None, place: Place, origin: str
) -> dict[str, Any]:
    """As `workshop/hall/_me.html` knows it. `origin` is what our addresses begin with, such as https://example.com."""
    mine = {"session": session, "person": person, "role": role} | place.shown()
    if person:
        mine["link"] = origin + reverse(
            "workshop:seat", kwargs={"participant": person.pk, "token": seats.token(person)}
        )
    return mine
