"""What a request carries inside the decorators of people/access.py."""

from __future__ import annotations

from uuid import UUID

from workshop.people.models import Participant
from workshop.people.visitors import Visitor
from workshop.sessions import requests
from workshop.sessions.models import Session


class Request(requests.Request):
    """`participant` is the visitor as a participant of the session in the address, or None."""

    visitor: Visitor
    participant: Participant | None
    standing: tuple[UUID, tuple[Session | None, Participant | None, str | None]]
