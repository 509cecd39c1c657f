"""Which rooms hear of a pillar."""

from uuid import UUID

from workshop.live.models import Room
from workshop.live.rooms import tell


def tables_moved_on(session_id: UUID) -> None:
    """Every table fetches again: another pillar has begun, this one was closed, or its beginning undone.

    Before desk, screen and main room, always.
    """
    for room in Room.objects.select_related("session").filter(session=session_id, kind=Room.Kind.TABLE).order_by("pk"):
        tell(room, "pillar")
