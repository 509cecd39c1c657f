from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import models


class RoomQuerySet(models.QuerySet["Room"]):
    def main_of(self, session_id: UUID) -> "Room":
        return self.get(session=session_id, kind=Room.Kind.MAIN)

    def desk_of(self, session_id: UUID) -> "Room":
        return self.get(session=session_id, kind=Room.Kind.DESK)

    def screen_of(self, session_id: UUID) -> "Room":
        return self.get(session=session_id, kind=Room.Kind.SCREEN)

    def table_of(self, group_id: UUID) -> "Room":
        return self.get(kind=Room.Kind.TABLE, subject=group_id)

    def versions(self, room_ids: Iterable[UUID]) -> dict[UUID, int]:
        """The present versions of these rooms, by one query. A room that does not exist is left out."""
        return dict(self.filter(pk__in=list(room_ids)).values_list("pk", "version"))


class Room(models.Model):
    """One audience with one permission and one version.

    The version rises in the transaction of each change (see rooms.tell) and alone orders the changes. It rises by a random
    step, so that after a restore from a backup no new state of the room has the version of a lost one.
    `subject` is the id of a table's group, and the id of the session for the other three kinds.
    """

    class Kind(models.TextChoices):
        MAIN = "main"
        TABLE = "table"
        DESK = "desk"
        SCREEN = "screen"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.UUIDField()
    version = models.BigIntegerField(default=0)

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "subject"], name="room_is_one_a_subject"),
            models.CheckConstraint(condition=models.Q(version__gte=0), name="room_version_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
