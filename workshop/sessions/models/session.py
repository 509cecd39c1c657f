from datetime import UTC, date, datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshop.sessions import codes


class Session(models.Model):
    """One workshop day.

    `languages` holds one or two language codes; PDFs use the first. Moments are stored in UTC and shown in `zone`, a name
    from the IANA time zone database.
    """

    FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Over")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    languages = models.JSONField()
    meeting_link = models.URLField(max_length=500, blank=True)
    code = models.CharField(max_length=codes.LENGTH, unique=True, default=codes.new)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    screen_generation = models.PositiveIntegerField(default=0)  # raising it invalidates the links of comment screens
    pass_generation = models.PositiveIntegerField(default=0)  # raising it invalidates the pass that comments need
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(  # the first and the last day in any zone
                condition=Q(
                    starts_at__gte=datetime(1999, 12, 31, tzinfo=UTC), starts_at__lt=datetime(2101, 1, 2, tzinfo=UTC)
                ),
                name="session_is_of_this_century",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state == self.State.FINISHED

    def is_full(self, taken: int) -> bool:
        """Whether `taken` participants reach the capacity."""
        return self.capacity is not None and taken >= self.capacity
