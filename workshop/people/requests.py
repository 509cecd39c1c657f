"""What a request carries behind the doors of people."""

from __future__ import annotations

from uuid import UUID

from workshop.people.models import Participant
from workshop.people.visitors import Visitor
from workshop.sessions import requests
from workshop.sessions.models import Session


class Request(requests.Request):
    """`participant` is the visitor's seat in the session of the address, or None; a door sets it."""

    visitor: Visitor
    participant: Participant | None
    who_asked: tuple[UUID, tuple[Session | None, Participant | None, str | None]]
