from uuid import uuid4

from django.db import models


class Participant(models.Model):
    """A guest of one session, without an account. Raising `generation` ends the personal link and the seats it gave."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=80)
    company = models.CharField(max_length=80)
    generation = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        ordering = ["joined_at", "pk"]

    def __str__(self) -> str:
        return self.name
