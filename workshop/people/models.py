from uuid import uuid4

from django.db import models


class ParticipantQuerySet(models.QuerySet):
    def present(self) -> "ParticipantQuerySet":
        """Everyone whose seat was not taken away."""
        return self.filter(removed_at__isnull=True)


class Participant(models.Model):
    """A guest of one session, without an account. Raising `generation` ends the personal link and the seats it gave.

    `name` is what the others read; two of one name are told apart when they join. Who was removed keeps their row, since
    what they wrote stays, and gets the same seat back when let in again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=90)
    company = models.CharField(max_length=80)
    generation = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(db_default=models.functions.Now())
    removed_at = models.DateTimeField(null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]

    def __str__(self) -> str:
        return self.name
