"""What is read at the door. Writes nothing."""

from __future__ import annotations

from workshop.sessions import codes
from workshop.sessions.models import Session


def ended_session_by_code(typed: str) -> Session | None:
    """The session a code opened until it was over."""
    code = codes.read(typed)
    return Session.objects.filter(code=code, state=Session.State.FINISHED).first() if code else None
