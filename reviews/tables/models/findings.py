from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.tables.models.written import Written

UNDO_OFFERED_FOR = timedelta(seconds=30)


class Worded(Written):
    """The content of a finding: as-is, to-be and risk."""

    class Risk(models.TextChoices):
        HIGH = "high", _("High risk")
        MEDIUM = "medium", _("Medium risk")
        NONE = "none", _("No risk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=200)
    as_is = models.TextField(max_length=4000, blank=True)
    to_be = models.TextField(max_length=4000, blank=True)
    risk = models.CharField(max_length=8, choices=Risk)
    evidence = models.TextField(max_length=4000, blank=True)

    class Meta(Written.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class OnTheBoard(models.Manager):
    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(deleted_at=None)


class Finding(Worded):
    """A finding with its present content.

    Every change raises the revision and has to name the revision that its author saw. A deleted finding stays in the table, so
    that it can be restored: `objects` are the findings on boards, `ever` are all.
    """

    revision = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    objects = OnTheBoard()
    ever = models.Manager()

    @property
    def undoable_until(self) -> datetime | None:
        return self.deleted_at and self.deleted_at + UNDO_OFFERED_FOR


class Edit(Worded):
    """An edit of a finding: the new content, and the revision that its author saw."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()
