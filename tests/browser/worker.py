from django.db.models.functions import Now

from reviews.comments.models import BatchSchedule, Waiting
from reviews.comments.services import inbox
from reviews.summaries import services as summaries
from reviews.summaries.models import Summary
from tests.actors import half_a_minute_goes_by


class Worker:
    """Does the work of Celery's workers when the test calls it."""

    def moves_the_inbox(self) -> None:
        """Moves the inbox until it is empty: a comment that is alone waits for one more batch."""
        while Waiting.objects.exists():
            BatchSchedule.objects.update(next_move_at=Now())
            inbox.move_due()

    def makes_the_summaries(self) -> None:
        for summary in Summary.objects.claimable():
            summaries.render(summary.pk)

    def lets_half_a_minute_go_by(self) -> None:
        half_a_minute_goes_by()
