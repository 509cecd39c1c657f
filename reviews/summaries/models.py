from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from workshop.sessions.models import Move


class SummaryQuerySet(models.QuerySet["Summary"]):
    def claimable(self) -> "SummaryQuerySet":
        """Queued, or abandoned by a worker whose lease ran out, and with an attempt left."""
        return self.filter(Q(state=Summary.State.QUEUED) | _left_behind(), attempts__lt=Summary.ATTEMPTS)

    def lost(self) -> "SummaryQuerySet":
        """Abandoned by a worker whose lease ran out, and with no attempt left."""
        return self.filter(_left_behind(), attempts__gte=Summary.ATTEMPTS)

    def due(self) -> "SummaryQuerySet":
        """Made and not published, though closing the pillar can no longer be undone. A moment in the future is an error of the clock.

        A version that was ordered without closing the pillar again has nothing to wait for.
        """
        last = Now() - Move.UNDOABLE
        final = Q(ordered_at__lte=last) | Q(pillar_review__closed_at__lte=last) | Q(ordered_at__gt=Now())
        return self.filter(final, state=Summary.State.READY, ready_at=None)


def _left_behind() -> Q:
    """A lease that ran out. One too far ahead counts too: it was given before the database's clock was set back."""
    over = Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + Summary.LEASE)
    return Q(state=Summary.State.RENDERING) & over


class Summary(models.Model):
    """One version of a pillar's summary. The row is the order; the task only wakes a worker."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RENDERING = "rendering"
        READY = "ready"
        FAILED = "failed"

    ATTEMPTS = 3
    LEASE = timedelta(seconds=75)  # rendering has 60 s; three leases with their sweeps fit into five minutes

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pillar_review = models.ForeignKey("reviews.PillarReview", on_delete=models.CASCADE, related_name="summaries")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to="summaries", blank=True)
    content = models.JSONField(null=True)  # what the file prints, so that the next version can be compared with it
    ordered_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True)  # since when everyone may read it, not before closing is final

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["pillar_review__pillar__position", "version"]
        constraints = [
            models.UniqueConstraint(fields=["pillar_review", "version"], name="one_summary_a_version"),
            models.CheckConstraint(
                condition=Q(state="ready") & ~Q(file="") | ~Q(state="ready"), name="ready_summary_has_a_file"
            ),
            models.CheckConstraint(
                condition=Q(state="rendering", lease__isnull=False, lease_until__isnull=False) | ~Q(state="rendering"),
                name="rendering_summary_has_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pillar_review_id} {self.version} {self.state}"

    @property
    def is_settled(self) -> bool:
        """Ready or failed: no worker changes it unless it is ordered again."""
        return self.state in (self.State.READY, self.State.FAILED)
