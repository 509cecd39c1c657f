from functools import cached_property
from uuid import uuid4

from django.db import models

from workshop.live.models import Room


class Round(models.Model):
    """One assignment of people to groups. The round with the highest number is in force."""

    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="round_number_is_unique_in_session")]

    def __str__(self) -> str:
        return f"round {self.number}"


class Group(models.Model):
    """The people at one table. Its room is a room of kind "table" with this id as its subject."""

    in_force: bool  # no later round took its place; annotated by queries.table and queries.member_at

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="group_number_is_unique_in_round")]

    def __str__(self) -> str:
        return f"group {self.number}"

    @cached_property
    def room(self) -> Room:
        return Room.objects.select_related("session").table_of(self.pk)


class Member(models.Model):
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="+"
    )  # the group's, so that the index below can be
    participant = models.ForeignKey("workshop.Participant", on_delete=models.CASCADE, related_name="table_memberships")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "participant"], name="one_group_a_person_and_round")]

    def __str__(self) -> str:
        return str(self.participant_id)


class Departure(models.Model):
    """Somebody left a table because they were moved or removed. It grants nothing.

    It lets a page that is still open at that table redirect to the new one, and says which table a person left who is let in again.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="departures")
    participant = models.ForeignKey("workshop.Participant", on_delete=models.CASCADE, related_name="departures")
    left_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.participant_id} left {self.group_id}"
