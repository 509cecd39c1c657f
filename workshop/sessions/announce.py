"""Which rooms hear of a session. Always desk, then wall, then hall."""

from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


def stage_moved(session: Session) -> Room:
    """A stage was moved, or a move undone. Returns the desk's room, told."""
    desk = _room(session, Room.Kind.DESK)
    for room in (desk, _room(session, Room.Kind.WALL), _room(session, Room.Kind.HALL)):
        tell(room, "stage")
    return desk


def session_changed(session: Session) -> None:
    for kind in (Room.Kind.DESK, Room.Kind.WALL, Room.Kind.HALL):
        tell(_room(session, kind), "session")


def _room(session: Session, kind: str) -> Room:
    return Room.objects.select_related("session").get(session=session, kind=kind)
