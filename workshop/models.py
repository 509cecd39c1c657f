"""Gathers the features' models, for Django alone. Elsewhere import a feature's own."""

from workshop.groups.models import Group, Member, Round
from workshop.live.models import Room
from workshop.people.models import Participant
from workshop.sessions.models import Facilitator, Session, Stage, User

__all__ = ["Facilitator", "Group", "Member", "Participant", "Room", "Round", "Session", "Stage", "User"]
