from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SummaryQuerySet(models.QuerySet["Summary"]):
    def claimable(self) -> "SummaryQuerySet":
        """Queued, or left behind by a worker whose lease ran out; with an attempt left."""
        return self.filter(Q(state=Summary.State.QUEUED) | _left_behind(), attempts__lt=Summary.ATTEMPTS)

    def lost(self) -> "SummaryQuerySet":
        """Left behind like that, with no attempt left."""
        return self.filter(_left_behind(), attempts__gte=Summary.ATTEMPTS)


def _left_behind() -> Q:
    """A lease further ahead than any that is given was given before the database's clock was set back."""
    over = Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + Summary.LEASE)
    return Q(state=Summary.State.RENDERING) & over


class Summary(models.Model):
    """A pillar's summary: the row is the order, the task only its notification."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RENDERING = "rendering"
        READY = "ready"
        FAILED = "failed"

    ATTEMPTS = 3
    LEASE = timedelta(seconds=75)  # a render has 60; three leases and their sweeps fit into five minutes

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pillar_review = models.ForeignKey("reviews.PillarReview", on_delete=models.CASCADE, related_name="summaries")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to="summaries", blank=True)
    content = models.JSONField(null=True)  # what the file prints, for the next version to be compared with
    ordered_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True)

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
        """Made, or given up: no worker will touch it unless it is ordered again."""
        return self.state in (self.State.READY, self.State.FAILED)
