"""A post that arrives twice is stored once: the browser draws an id for each submission, which is unique per writer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from reviews.tables.models.written import Written
from reviews.tables.writers import Writer
from workshop.groups.models import Group
from workshop.live import clock
from workshop.live.models import Room


class ClientIdReused(Exception):
    """The writer used this client id before, with other content or at another place."""


def write[W: Written](
    model: type[W],
    writer: Writer,
    client_id: UUID,
    *,
    place: dict,
    content: dict,
    told: Callable[[W], int] | None = None,
) -> W:
    """Insert the row of a submission. `told` tells it before that, and returns the room's version.

    If the id was used before, the unique index raises IntegrityError, which rolls back the transaction and what was told in it.
    Then call check_repeated().
    """
    sent = {"client_id": client_id, "digest": _digest(place, content), "written_at": clock.database_now()}
    row = model(**sent, **writer.fields, **place, **content)
    if told:
        row.told_at = told(row)
    row.save(force_insert=True)
    return row


def check_repeated[W: Written](
    model: type[W], writer: Writer, client_id: UUID, *, place: dict, content: dict, otherwise: Exception
) -> None:
    """Return if the same submission is stored already. Raises ClientIdReused if it differs, and `otherwise` if there is none."""
    before = model._base_manager.filter(client_id=client_id, **writer.fields).first()
    if before is None:
        raise otherwise
    if before.digest and before.digest != _digest(place, content):  # a deleted message has none
        raise ClientIdReused


def _digest(place: dict, content: dict) -> str:
    parts = [
        *(str(value.pk) for value in place.values()),
        *(f"{name}={value}" for name, value in sorted(content.items())),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def room_now(group: Group) -> Room:
    """The room of a table with its present version: a repeated post was told by this version or an earlier one."""
    return Room.objects.select_related("session").table_of(group.pk)
