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


class Room(models.Model):
    """One audience, one permission, one version.

    The version rises in the transaction of each change (see rooms.tell); it is the only order there is. It rises by a random
    step, so that after the restore of a backup no new state of the room has the version of one that was lost.
    `subject` is what the room is about: the group of a table, the session of the other three.
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
