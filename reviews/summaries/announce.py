"""Which rooms are told about summaries: the desk, then the main room."""

from uuid import UUID

from workshop.live.models import Room
from workshop.live.rooms import tell


def summary_changed(session_id: UUID) -> Room:
    """A summary was published, failed or was ordered again. Returns the desk's room after telling it."""
    desk, main_room = _rooms(session_id)
    for room in (desk, main_room):
        tell(room, "summary")
    return desk


def summary_made(session_id: UUID) -> None:
    """A summary was made. Facilitators may read it at once, and everyone else once it is published."""
    tell(Room.objects.select_related("session").desk_of(session_id), "summary")


def pillar_closed(session_id: UUID) -> Room:
    """A pillar was closed, or opened again for a correction. Returns the desk's room after telling it."""
    desk, main_room = _rooms(session_id)
    for room in (desk, main_room):
        tell(room, "closing")
    return desk


def _rooms(session_id: UUID) -> tuple[Room, Room]:
    rooms = Room.objects.select_related("session")
    return rooms.desk_of(session_id), rooms.main_of(session_id)
