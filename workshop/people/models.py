from uuid import uuid4

from django.db import models


class ParticipantQuerySet(models.QuerySet):
    def present(self) -> "ParticipantQuerySet":
        """Everyone who was not removed."""
        return self.filter(removed_at__isnull=True)


class Participant(models.Model):
    """A participant of one session, without an account. Raising `generation` ends the personal link and the memberships it gave.

    `name` is what the others read; equal names are told apart when people join. `was_corrected` says that a facilitator has
    corrected name or company, until the participant has seen it. The row of a removed participant stays, since
    what they wrote stays, and is used again when they are let in again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=90)
    company = models.CharField(max_length=80)
    generation = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(db_default=models.functions.Now())
    removed_at = models.DateTimeField(null=True)
    was_corrected = models.BooleanField(default=False, db_default=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]

    def __str__(self) -> str:
        return self.name
