"""Every write about talk."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction

from reviews.pillars.models import PillarReview
from reviews.tables import announce
from reviews.tables.idempotency import check_repeated, room_now, write
from reviews.tables.models import Entry
from reviews.tables.writers import Writer
from workshop.groups.models import Group
from workshop.live.models import Room


def say(group: Group, review: PillarReview, *, author: Writer, client_id: UUID, text: str) -> Room:
    """Say something at a table. Returns its room with the version that told it. Raises ClientIdReused."""
    place, content = {"group": group, "pillar_review": review}, {"text": text}
    try:
        with transaction.atomic():
            write(Entry, author, client_id, place=place, content=content, told=partial(announce.said, group.room))
    except IntegrityError as error:
        check_repeated(Entry, author, client_id, place=place, content=content, otherwise=error)
        return room_now(group)
    return group.room
