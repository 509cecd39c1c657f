"""Which rooms hear of a session. Always desk, then wall, then hall."""

from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


def stage_moved(session: Session) -> Room:
    """A stage was moved, or a move undone. Returns the desk's room, told."""
    desk, wall, hall = _rooms(session)
    for room in (desk, wall, hall):
        tell(room, "stage")
    return desk


def clock_moved(session: Session) -> Room:
    """The stage is the same, and its clock another. Returns the desk's room, told."""
    desk, wall, hall = _rooms(session)
    for room in (desk, wall, hall):
        tell(room, "clock")
    return desk


def session_changed(session: Session) -> None:
    for room in _rooms(session):
        tell(room, "session")


def seats_changed(session: Session) -> Room:
    """How many may come was changed. Returns the desk's room, told."""
    desk = Room.objects.select_related("session").desk_of(session.pk)
    tell(desk, "seats")
    return desk


def _rooms(session: Session) -> list[Room]:
    order = (Room.Kind.DESK, Room.Kind.WALL, Room.Kind.HALL)
    rooms = {room.kind: room for room in Room.objects.select_related("session").filter(session=session, kind__in=order)}
    return [rooms[kind] for kind in order]
