from django.db.models.functions import Now

from reviews.comments.models import BatchSchedule, Waiting
from reviews.comments.services import inbox
from reviews.summaries import services as summaries
from reviews.summaries.models import Summary


class Worker:
    """Does what Celery's workers do, when the test says so."""

    def moves_the_inbox(self) -> None:
        """As often as it takes: a comment that is alone waits once more."""
        while Waiting.objects.exists():
            BatchSchedule.objects.update(next_move_at=Now())
            inbox.move_all()

    def makes_the_summaries(self) -> None:
        for summary in Summary.objects.claimable():
            summaries.render(summary.pk)
