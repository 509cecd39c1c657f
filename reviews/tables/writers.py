"""Who writes, and the promise that the same sending is one post."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from reviews.tables.models.written import Written
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.people.models import Participant
from workshop.sessions.models import User


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


def write_once[W: Written](
    model: type[W],
    writer: Writer,
    client_id: UUID,
    *,
    place: dict,
    content: dict,
    told: Callable[[W], int] | None = None,
) -> tuple[W, bool]:
    """The row of this sending, and whether it is new. The unique index decides, so two that run at once are one as well.

    `told` tells the row before it is written and returns the version that did; what was told of a row that came before is
    taken back with it. Raises SentOtherwise when the client id came before with other content or for another place.
    """
    parts = [
        *(str(value.pk) for value in place.values()),
        *(f"{name}={value}" for name, value in sorted(content.items())),
    ]
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    try:
        with transaction.atomic():
            row = model(client_id=client_id, digest=digest, **writer.fields, **place, **content)
            if told:
                row.told_at = told(row)
            row.save(force_insert=True)
            return row, True
    except IntegrityError:
        before = model._base_manager.filter(client_id=client_id, **writer.fields).first()
        if before is None:
            raise
        if before.digest != digest:
            raise SentOtherwise from None
        return before, False


def room_now(group: Group) -> Room:
    """The room of a table with the version it has now: that, or an earlier one, told what was sent before."""
    return Room.objects.select_related("session").table_of(group.pk)
