"""Gathers the features' models, for Django alone. Elsewhere import a feature's own."""

from workshop.accounts.models import User
from workshop.groups.models import Departure, Group, Member, Round
from workshop.live.models import Room
from workshop.people.models import Participant
from workshop.sessions.models import Facilitator, Move, Session, Stage

__all__ = [
    "Departure",
    "Facilitator",
    "Group",
    "Member",
    "Move",
    "Participant",
    "Room",
    "Round",
    "Session",
    "Stage",
    "User",
]
