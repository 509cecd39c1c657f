"""What each role may do in a session."""

from workshop.sessions.models import Facilitator

Role = Facilitator.Role


def may_run(role: str | None) -> bool:
    """Move stages, assign groups, close pillars."""
    return role in {Role.LEAD, Role.CO}


def may_moderate(role: str | None) -> bool:
    return role in {Role.LEAD, Role.CO}


def may_read_desk(role: str | None) -> bool:
    return role in set(Role.values)
