"""Every write about talk."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from reviews.pillars.models import PillarReview
from reviews.tables import announce
from reviews.tables.idempotency import check_repeated, room_now, write
from reviews.tables.models import Entry
from reviews.tables.writers import Writer
from workshop.groups.models import Group
from workshop.live import clock
from workshop.live.models import Room


class TooLate(Exception):
    """The entry is older than Entry.CHANGEABLE_FOR."""


class EntryChanged(Exception):
    """Its writer changed or deleted the entry in another window after this revision."""


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


@transaction.atomic
def edit(group: Group, entry: Entry, *, revision: int, text: str) -> Room:
    """Replace the text of an entry whose writer saw this revision; repeating it changes nothing. Raises TooLate and EntryChanged."""
    changed = _changeable(entry).filter(revision=revision)
    if changed.update(text=text, revision=F("revision") + 1, edited_at=clock.database_now()):
        return _tell(group, entry)
    now = Entry.objects.get(pk=entry.pk)
    if now.deleted_at is None and (now.revision, now.text) == (revision + 1, text):
        return room_now(group)
    raise TooLate if now.deleted_at is None and now.revision == revision else EntryChanged


@transaction.atomic
def delete(group: Group, entry: Entry) -> Room:
    """Delete an entry: its text and the digest of it; repeating it changes nothing. Raises TooLate."""
    nothing = {"text": "", "digest": ""}
    if _changeable(entry).update(**nothing, revision=F("revision") + 1, deleted_at=clock.database_now()):
        return _tell(group, entry)
    if not Entry.objects.filter(pk=entry.pk, deleted_at__isnull=False).exists():
        raise TooLate
    return room_now(group)


def is_changeable(entry: Entry) -> bool:
    return _changeable(entry).exists()


def _changeable(entry: Entry) -> QuerySet[Entry]:
    written_after = clock.database_now() - Entry.CHANGEABLE_FOR
    return Entry.objects.filter(pk=entry.pk, deleted_at=None, written_at__gt=written_after)


def _tell(group: Group, entry: Entry) -> Room:
    announce.entry_changed(group.room, Entry.objects.select_related("participant", "facilitator").get(pk=entry.pk))
    return group.room
