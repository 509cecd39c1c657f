from workshop.sessions.models.facilitator import Facilitator
from workshop.sessions.models.move import Move
from workshop.sessions.models.session import Session
from workshop.sessions.models.stage import Stage

__all__ = ["Facilitator", "Move", "Session", "Stage"]
