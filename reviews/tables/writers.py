from __future__ import annotations

from dataclasses import dataclass

from workshop.accounts.models import User
from workshop.people.models import Participant


@dataclass(frozen=True)
class Writer:
    """A person who writes at a table: either a participant or a facilitator."""

    participant: Participant | None = None
    facilitator: User | None = None

    @property
    def key(self) -> str:
        ((kind, who),) = self.fields.items()
        return f"{kind} {who.pk}"

    @property
    def all_fields(self) -> dict:
        """Both fields, to replace whoever is in them."""
        return {"participant": self.participant, "facilitator": self.facilitator}

    @property
    def fields(self) -> dict:
        return {"participant": self.participant} if self.participant else {"facilitator": self.facilitator}


NOBODY = Writer()  # for what no person did
