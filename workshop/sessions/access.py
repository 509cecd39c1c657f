"""Decides about access to rooms, for pages, sockets, the shared-page cache and panes alike (ADR 32).

Callers load the facts, for one visitor or for a thousand at once. Nothing here reads the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from workshop.live.models import Room
from workshop.sessions import permissions

Kind = Room.Kind


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is true of one visitor in one session at this moment. The defaults describe a stranger."""

    role: str | None = None  # a facilitator's role
    is_participant: bool = False  # the visitor has joined, was not removed, and the membership was not renewed since
    is_member: bool = False  # the participant belongs to the table in question, in whatever round
    is_in_force: bool = False  # no later round has replaced that table
    has_screen_token: bool = False
    is_over: bool = False  # the session is finished


def may_read(kind: str, facts: Facts) -> bool:
    """Whether the pages and panes of this kind of room are open. They stay open when the session is over."""
    is_facilitator = permissions.may_read_desk(facts.role)
    takes_part = is_facilitator or facts.is_participant
    match kind:
        case Kind.MAIN:
            return takes_part
        case Kind.DESK:
            return is_facilitator
        case Kind.TABLE:
            return is_facilitator or (facts.is_participant and facts.is_member)
        case Kind.SCREEN:
            return takes_part or facts.has_screen_token
    return False


def may_listen(kind: str, facts: Facts) -> bool:
    """Whether a socket may subscribe to this kind of room. Nothing is sent once the session is over."""
    return may_read(kind, facts) and not facts.is_over


def may_share(kind: str, facts: Facts) -> bool:
    """Whether the shared-page cache may answer. It serves participants, and at a table only in the round in force.

    Everyone else is answered by the view, which asks may_read.
    """
    is_current = kind != Kind.TABLE or (facts.is_member and facts.is_in_force)
    return may_listen(kind, facts) and facts.is_participant and is_current
