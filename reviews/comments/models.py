"""What is stored of a comment: no author, and no time more precise than that of its batch."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Waiting(models.Model):
    """A comment in the inbox: from its acknowledgement until the next batch, 5 to 15 s."""

    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=280)
    # The hash of a secret that only the author's browser has. As the primary key it avoids a sequence, which would keep the order.
    hash = models.CharField(max_length=64, primary_key=True)
    held = models.BooleanField(default=False)  # it was alone once and waits for the next batch

    def __str__(self) -> str:
        return "waiting"


class Comment(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        SHOWN = "shown"
        ON_AIR = "on_air"
        ANSWERED = "answered"
        DECLINED = "declined"

    VISIBLE = (State.SHOWN, State.ON_AIR, State.ANSWERED)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # drawn when it leaves the inbox
    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="+")
    # The pillar of the whole batch, and from its showing on the pillar in which it was shown. Its summary prints the comment.
    topic = models.CharField(max_length=128, blank=True)
    text = models.TextField(max_length=280)
    batch = models.DateTimeField()  # the time of the whole batch
    hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = models.TextField(max_length=1000, blank=True)
    reason = models.TextField(max_length=280, blank=True)
    discussed = models.BooleanField(default=False)  # it was discussed once, whatever its state is now

    class Meta:
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="on_air"), name="one_comment_on_air_a_session"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="comment_is_declined_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class BatchScheduleQuerySet(models.QuerySet["BatchSchedule"]):
    def due(self) -> "BatchScheduleQuerySet":
        """Schedules whose time has come, and those too far ahead: they were drawn before the database's clock was set back."""
        return self.filter(Q(next_move_at__lte=Now()) | Q(next_move_at__gt=Now() + BatchSchedule.LONGEST_WAIT))


class BatchSchedule(models.Model):
    """When a session's inbox moves next. Drawn 5 to 15 s ahead after the first comment; deleted when the inbox is empty."""

    LONGEST_WAIT = timedelta(seconds=15)

    session = models.OneToOneField("workshop.Session", on_delete=models.CASCADE, primary_key=True, related_name="+")
    next_move_at = models.DateTimeField()

    objects = BatchScheduleQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.session_id)
