from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.tables.models.written import Written

UNDO_OFFERED_FOR = timedelta(seconds=30)


class Worded(Written):
    """What a group found: how it is, how it should be, and how much is at stake."""

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
    """A finding as it reads now.

    Every change raises the revision, and whoever changes it names the revision they saw. One that was deleted stays, so
    that it can be put back; `objects` are those on a board, `ever` are all.
    """

    revision = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    objects = OnTheBoard()
    ever = models.Manager()

    @property
    def undoable_until(self) -> datetime | None:
        return self.deleted_at and self.deleted_at + UNDO_OFFERED_FOR


class Edit(Worded):
    """One saving of a finding: what somebody made of the revision they saw. The finding reads as its last edit does."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()
