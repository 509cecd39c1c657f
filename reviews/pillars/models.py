from uuid import uuid4

from django.db import models


class Review(models.Model):
    """The scenario that a session reviews, and the lens whose questions it answers. Their versions never change."""

    session = models.OneToOneField("workshop.Session", on_delete=models.CASCADE, related_name="review")
    lens_version = models.ForeignKey("reviews.LensVersion", on_delete=models.PROTECT, related_name="+")
    scenario_version = models.ForeignKey("reviews.ScenarioVersion", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.session)


class PillarReview(models.Model):
    """A session's review of one pillar."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OPEN = "open"
        CLOSED = "closed"

    is_on_stage: bool  # annotated by tables.services.closed.held()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="pillar_reviews")
    pillar = models.ForeignKey("reviews.Pillar", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pillar__position"]
        constraints = [models.UniqueConstraint(fields=["review", "pillar"], name="one_review_a_pillar")]

    def __str__(self) -> str:
        return f"{self.pillar} {self.state}"

    @property
    def is_corrected(self) -> bool:
        """Whether it was closed and is open again for a correction. Closing it makes the next version of its summary."""
        return self.state == self.State.OPEN and self.closed_at is not None
