"""Every write about people."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import F

from workshop.live import bells
from workshop.people.models import Participant
from workshop.sessions.models import Session


class NoSeatLeft(Exception):
    pass


@transaction.atomic
def join(session: Session, *, name: str, company: str) -> Participant:
    """Give a guest a seat in the hall. Raises NoSeatLeft when the session has a capacity and it is reached."""
    if session.capacity is not None:
        Session.objects.select_for_update().get(pk=session.pk)
        if session.participants.count() >= session.capacity:
            raise NoSeatLeft
    return Participant.objects.create(session=session, name=name, company=company)


@transaction.atomic
def renew_link(participant: Participant) -> None:
    """End the personal link and every seat it gave; the sockets on those seats close."""
    Participant.objects.filter(pk=participant.pk).update(generation=F("generation") + 1)
    participant.refresh_from_db(fields=["generation"])
    transaction.on_commit(
        partial(bells.ring_control, {"type": "unseat", "who": [f"participant:{participant.pk}"]}), robust=True
    )
