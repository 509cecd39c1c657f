"""Tell the rooms of a session what changed, always in the order desk, screen, main room."""

from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


def stage_moved(session: Session) -> Room:
    """A stage was moved, or a move was undone. Returns the room of the desk."""
    desk, screen, main_room = _rooms(session)
    for room in (desk, screen, main_room):
        tell(room, "stage")
    return desk


def clock_moved(session: Session) -> Room:
    """The clock of the current stage changed. Returns the room of the desk."""
    desk, screen, main_room = _rooms(session)
    for room in (desk, screen, main_room):
        tell(room, "clock")
    return desk


def session_changed(session: Session) -> None:
    for room in _rooms(session):
        tell(room, "session")


def capacity_changed(session: Session) -> Room:
    """The capacity changed. Returns the room of the desk."""
    desk = Room.objects.select_related("session").desk_of(session.pk)
    tell(desk, "capacity")
    return desk


def _rooms(session: Session) -> list[Room]:
    order = (Room.Kind.DESK, Room.Kind.SCREEN, Room.Kind.MAIN)
    rooms = {room.kind: room for room in Room.objects.select_related("session").filter(session=session, kind__in=order)}
    return [rooms[kind] for kind in order]
