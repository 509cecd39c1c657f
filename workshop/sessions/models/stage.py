from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Stage(models.Model):
    """One item of a session's agenda, with its clock.

    No timer runs on the server: a running stage stores the moment it ends, a paused one the time that is left (negative if
    the time was up), and browsers count down. `topic` is a key that this app stores but does not interpret.
    """

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("Welcome")
        READING = "reading", _("Reading")
        BRIEFING = "briefing", _("Briefing")
        DISCUSSION = "discussion", _("Discussion")
        PRESENTATION = "presentation", _("Presentation")
        BREAK = "break", _("Break")
        WRAP_UP = "wrap_up", _("Wrap-up")

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        PAUSED = "paused"
        CLOSED = "closed"
        SKIPPED = "skipped"

    OPEN = (State.RUNNING, State.PAUSED)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    topic = models.CharField(max_length=128, blank=True)
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    ends_at = models.DateTimeField(null=True)
    remaining = models.DurationField(null=True)
    paused_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="stage_has_its_own_position"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(state__in=("running", "paused")), name="session_has_one_open_stage"
            ),
            models.CheckConstraint(
                condition=Q(state="running", ends_at__isnull=False, remaining__isnull=True, paused_at__isnull=True)
                | Q(state="paused", ends_at__isnull=True, remaining__isnull=False, paused_at__isnull=False)
                | Q(
                    state__in=("waiting", "closed", "skipped"),
                    ends_at__isnull=True,
                    remaining__isnull=True,
                    paused_at__isnull=True,
                ),
                name="stage_clock_fits_its_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic}".strip()

    @property
    def planned(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def is_skipped(self) -> bool:
        return self.state == self.State.SKIPPED

    @property
    def is_paused(self) -> bool:
        return self.state == self.State.PAUSED
