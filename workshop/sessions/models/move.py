from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Move(models.Model):
    """The last move of a session's day, one row a session, and what it changed: enough to undo it.

    `number` rises with every move, an undo included. A press carries the number its facilitator saw, so that of two who
    press on the same picture one moves the day. `before` holds the changed stages' fields as text; `along` is what others
    changed with the move, kept for them and never looked into.
    """

    class Kind(models.TextChoices):
        START = "start", _("%(stage)s started")
        END = "end", _("%(stage)s ended")
        SKIP = "skip", _("%(stage)s skipped")
        RETURN = "return", _("%(stage)s is back in the day")
        PAUSE = "pause", _("%(stage)s paused")
        RESUME = "resume", _("%(stage)s goes on")
        EXTEND = "extend", _("%(stage)s has more time")
        UNDO = "undo", _("Undone: %(stage)s as before")

    UNDOABLE = timedelta(seconds=30)

    session = models.OneToOneField(
        "workshop.Session", on_delete=models.CASCADE, primary_key=True, related_name="last_move"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, blank=True)  # empty: nothing that could be undone
    stage = models.ForeignKey("workshop.Stage", on_delete=models.CASCADE, null=True, related_name="+")
    before = models.JSONField(default=list)
    along = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="", stage__isnull=True) | ~Q(kind="") & Q(stage__isnull=False),
                name="move_names_its_stage",
            )
        ]

    def __str__(self) -> str:
        """What was done, as the desk says it."""
        return self.get_kind_display() % {"stage": self.stage.get_kind_display()} if self.stage else ""

    @property
    def undoable_until(self) -> datetime:
        return self.made_at + self.UNDOABLE

    @property
    def is_undoable(self) -> bool:
        """By its kind; its time is another question."""
        return self.kind not in {"", self.Kind.UNDO}
