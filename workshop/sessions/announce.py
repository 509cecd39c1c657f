"""Which rooms hear of a session. Always desk, then screen, then main room."""

from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


def stage_moved(session: Session) -> Room:
    """A stage was moved, or a move undone. Returns the desk's room, told."""
    desk, screen, main_room = _rooms(session)
    for room in (desk, screen, main_room):
        tell(room, "stage")
    return desk


def clock_moved(session: Session) -> Room:
    """The stage is the same, and its clock another. Returns the desk's room, told."""
    desk, screen, main_room = _rooms(session)
    for room in (desk, screen, main_room):
        tell(room, "clock")
    return desk


def session_changed(session: Session) -> None:
    for room in _rooms(session):
        tell(room, "session")


def capacity_changed(session: Session) -> Room:
    """How many may come was changed. Returns the desk's room, told."""
    desk = Room.objects.select_related("session").desk_of(session.pk)
    tell(desk, "capacity")
    return desk


def _rooms(session: Session) -> list[Room]:
    order = (Room.Kind.DESK, Room.Kind.SCREEN, Room.Kind.MAIN)
    rooms = {room.kind: room for room in Room.objects.select_related("session").filter(session=session, kind__in=order)}
    return [rooms[kind] for kind in order]
