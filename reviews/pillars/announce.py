"""Which rooms are told about a pillar."""

from uuid import UUID

from workshop.live.models import Room
from workshop.live.rooms import tell


def tables_moved_on(session_id: UUID) -> None:
    """Let every table fetch its panes again, because a pillar was opened or closed, or its opening was undone.

    Call this before the desk, the screen and the main room are told, since rooms are always locked in that order.
    """
    for room in Room.objects.select_related("session").filter(session=session_id, kind=Room.Kind.TABLE).order_by("pk"):
        tell(room, "pillar")
