from django.db import models

from reviews.tables.models.written import Signed


class Answer(Signed):
    """A group's answer to one question. Each ticked choice is a row, so two people who tick at once both succeed.

    A tick says who made it. What leaves no row is `change`, the last of its kind, and the answer says whose it was.
    """

    class Change(models.TextChoices):
        UNTICKED = "unticked"  # the choice `unticked`
        APPLICABLE = "yes"
        NOT_APPLICABLE = "no"

    pillar_review = models.ForeignKey("reviews.PillarReview", on_delete=models.CASCADE, related_name="answers")
    group = models.ForeignKey("workshop.Group", on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey("reviews.Question", on_delete=models.PROTECT, related_name="+")
    applicable = models.BooleanField(default=True)
    change = models.CharField(max_length=8, choices=Change, blank=True)
    unticked = models.ForeignKey("reviews.Choice", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pillar_review", "group", "question"], name="one_answer_a_group_and_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.question_id}"


class Tick(Signed):
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="ticks")
    choice = models.ForeignKey("reviews.Choice", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "choice"], name="one_tick_a_choice")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.choice_id}"


class Focus(Signed):
    """The one question of a pillar that a group examines most closely."""

    pillar_review = models.ForeignKey("reviews.PillarReview", on_delete=models.CASCADE, related_name="focuses")
    group = models.ForeignKey("workshop.Group", on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey("reviews.Question", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pillar_review", "group"], name="one_focus_a_group")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.question_id}"
