"""What is read of people. Writes nothing."""

from __future__ import annotations

from workshop.sessions import codes
from workshop.sessions.models import Session


def ended_session_by_code(typed: str) -> Session | None:
    """The session that a code opened until the session was finished."""
    code = codes.read(typed)
    return Session.objects.filter(code=code, state=Session.State.FINISHED).first() if code else None
