"""Which rooms hear of summaries: the desk, then the hall."""

from uuid import UUID

from workshop.live.models import Room
from workshop.live.rooms import tell


def summary_changed(session_id: UUID) -> Room:
    """Ordered, ready, failed or ordered again. Returns the desk's room, told."""
    rooms = Room.objects.select_related("session")
    desk = rooms.desk_of(session_id)
    tell(desk, "summary")
    tell(rooms.hall_of(session_id), "summary")
    return desk
