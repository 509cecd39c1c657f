"""Who writes, and the promise that the same sending is one post."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from reviews.tables.models.written import Written
from workshop.accounts.models import User
from workshop.groups.models import Group
from workshop.live import clock
from workshop.live.models import Room
from workshop.people.models import Participant


class SentOtherwise(Exception):
    """This client id was used before, for something else."""


@dataclass(frozen=True)
class Writer:
    """A participant, or else a facilitator."""

    participant: Participant | None = None
    facilitator: User | None = None

    @property
    def key(self) -> str:
        ((kind, who),) = self.fields.items()
        return f"{kind} {who.pk}"

    @property
    def fields(self) -> dict:
        return {"participant": self.participant} if self.participant else {"facilitator": self.facilitator}


def write[W: Written](
    model: type[W],
    writer: Writer,
    client_id: UUID,
    *,
    place: dict,
    content: dict,
    told: Callable[[W], int] | None = None,
) -> W:
    """A row for this sending. `told` tells it before it is written, and returns the version that did.

    The unique index decides whether it is the first: if not, IntegrityError ends the transaction and all that was told in
    it, and sent_before() says what the sending was.
    """
    sent = {"client_id": client_id, "digest": _digest(place, content), "written_at": clock.database_now()}
    row = model(**sent, **writer.fields, **place, **content)
    if told:
        row.told_at = told(row)
    row.save(force_insert=True)
    return row


def sent_before[W: Written](
    model: type[W], writer: Writer, client_id: UUID, *, place: dict, content: dict, otherwise: Exception
) -> None:
    """The same sending came before. Raises SentOtherwise where it had other content or was for another place, and
    `otherwise` where there was none."""
    before = model._base_manager.filter(client_id=client_id, **writer.fields).first()
    if before is None:
        raise otherwise
    if before.digest != _digest(place, content):
        raise SentOtherwise


def _digest(place: dict, content: dict) -> str:
    parts = [
        *(str(value.pk) for value in place.values()),
        *(f"{name}={value}" for name, value in sorted(content.items())),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def room_now(group: Group) -> Room:
    """The room of a table with the version it has now: that, or an earlier one, told what was sent before."""
    return Room.objects.select_related("session").table_of(group.pk)
