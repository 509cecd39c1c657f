"""The models of all features, gathered for Django. Other code imports a feature's own models."""

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
