"""Every write about talk."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from reviews.pillars.models import PillarReview
from reviews.tables import announce
from reviews.tables.models import Entry
from reviews.tables.writers import Writer, room_now, write_once
from workshop.groups.models import Group
from workshop.live.models import Room


@transaction.atomic
def say(group: Group, review: PillarReview, *, author: Writer, client_id: UUID, text: str) -> Room:
    """Say something at a table. Returns its room, with the version that told it. Raises SentOtherwise."""
    entry, is_new = write_once(
        Entry, author, client_id, place={"group": group, "pillar_review": review}, content={"text": text}
    )
    if not is_new:
        return room_now(group)
    entry.told_at = announce.said(group.room, entry)
    entry.save(update_fields=["told_at"])
    return group.room
