"""What is read of people. Writes nothing."""

from __future__ import annotations

from workshop.sessions.models import Session
from workshop.sessions.queries import sessions_by_codes


def ended_session_by_code(typed: str) -> Session | None:
    """The session that a code opened until the session was finished."""
    found = sessions_by_codes([typed])[0]
    return found if found and found.is_over else None
