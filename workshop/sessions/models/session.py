from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from workshop.sessions import codes


class Session(models.Model):
    """One workshop day.

    `languages` are one or two codes; the first is the one of mails and PDFs. Moments are stored in UTC and shown in `zone`,
    a name of the IANA database.
    """

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
    screen_generation = models.PositiveIntegerField(default=0)  # raising it ends the walls' links
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def is_over(self) -> bool:
        return self.state == self.State.FINISHED

    def is_full(self, taken: int) -> bool:
        """Whether `taken` seats are all there are."""
        return self.capacity is not None and taken >= self.capacity
