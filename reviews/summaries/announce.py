"""Which rooms hear of summaries: the desk, then the main room."""

from uuid import UUID

from workshop.live.models import Room
from workshop.live.rooms import tell


def summary_changed(session_id: UUID) -> Room:
    """Ready, failed or ordered again. Returns the desk's room, told."""
    desk, main_room = _rooms(session_id)
    for room in (desk, main_room):
        tell(room, "summary")
    return desk


def pillar_closed(session_id: UUID) -> Room:
    """A pillar was closed, and its summary ordered; or it is open again. Returns the desk's room, told."""
    desk, main_room = _rooms(session_id)
    for room in (desk, main_room):
        tell(room, "closing")
    return desk


def _rooms(session_id: UUID) -> tuple[Room, Room]:
    rooms = Room.objects.select_related("session")
    return rooms.desk_of(session_id), rooms.main_of(session_id)
