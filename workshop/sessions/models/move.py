from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Move(models.Model):
    """The last move in a session's agenda, one row per session, with the information needed to undo it.

    `number` rises with every move, including an undo. Each press sends the number that its facilitator saw, so that of two
    facilitators who press at the same time only one makes a move. `before` holds the changed stages' fields as text; `along`
    holds what other apps changed with the move, and is not interpreted here.
    """

    class Kind(models.TextChoices):
        START = "start", _("%(stage)s started")
        END = "end", _("%(stage)s ended")
        SKIP = "skip", _("%(stage)s skipped")
        RETURN = "return", _("%(stage)s restored")
        PAUSE = "pause", _("%(stage)s paused")
        RESUME = "resume", _("%(stage)s resumed")
        EXTEND = "extend", _("%(stage)s extended")
        CLOSE = "close", _("The pillar is closed")
        UNDO = "undo", _("Undone: %(stage)s")

    UNDOABLE = timedelta(seconds=30)
    UNDONE = "undone"  # under this key of `along`, an undo stores the kind of the move that it undid

    session = models.OneToOneField(
        "workshop.Session", on_delete=models.CASCADE, primary_key=True, related_name="last_move"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, blank=True)  # empty: there is nothing to undo
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
        """The move as a sentence for the desk."""
        if self.kind == self.Kind.UNDO and self.along.get(self.UNDONE) == self.Kind.CLOSE:
            return gettext("Undone: the pillar is open again")
        return self.get_kind_display() % {"stage": self.stage.get_kind_display()} if self.stage else ""

    @property
    def undoable_until(self) -> datetime:
        return self.made_at + self.UNDOABLE

    @property
    def is_undoable(self) -> bool:
        """Whether this kind of move can be undone. `undoable_until` limits the time."""
        return self.kind not in {"", self.Kind.UNDO}
