"""Every write about findings."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from reviews.pillars.models import PillarReview
from reviews.tables import announce, rules
from reviews.tables.models import Finding
from reviews.tables.services.closed import PillarClosed, held
from reviews.tables.writers import Writer, write_once
from workshop.groups.models import Group
from workshop.live.models import Room


@transaction.atomic
def report(group: Group, review: PillarReview, *, author: Writer, client_id: UUID, **content: str) -> Room:
    """Put a finding on a group's board. Raises SentOtherwise, and PillarClosed when the pillar was closed meanwhile."""
    room = Room.objects.select_related("session").table_of(group.pk)
    review = held(review)
    if not rules.may_review(room.session, review):
        if Finding.objects.filter(client_id=client_id, **author.fields).exists():
            return room
        raise PillarClosed
    finding, is_new = write_once(
        Finding, author, client_id, place={"group": group, "pillar_review": review}, content=content
    )
    if is_new:
        finding.told_at = announce.finding_reported(room, group, finding)
        finding.save(update_fields=["told_at"])
        announce.presented(room.session_id, review)
    return room
