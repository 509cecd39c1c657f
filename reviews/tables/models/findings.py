from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.tables.models.written import Written, name_of

UNDO_OFFERED_FOR = timedelta(seconds=30)


class Worded(models.Model):
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

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class OnTheBoard(models.Manager):
    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(deleted_at=None)


class Finding(Written, Worded):
    """A finding with its present content.

    Every change raises the revision and has to name the revision that its author saw. A deleted finding stays in the table, so
    that it can be restored: `objects` are the findings on boards, `ever` are all. `changed_at` and the two people beside it are
    those of the last change. `deletion_told_at` is the version of the table's room that told the deletion.
    """

    revision = models.PositiveIntegerField(default=0)
    earlier_texts = models.PositiveIntegerField(default=0)  # how many are stored besides the present one
    changed_at = models.DateTimeField(null=True)
    changed_by_participant = models.ForeignKey(
        "workshop.Participant", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_by_facilitator = models.ForeignKey("workshop.User", on_delete=models.SET_NULL, null=True, related_name="+")
    deleted_at = models.DateTimeField(null=True)
    deletion_told_at = models.BigIntegerField(default=0)

    objects = OnTheBoard()
    ever = models.Manager()  # noqa: DJ012  the default manager comes first

    @property
    def changed_by(self) -> str:
        return name_of(self.changed_by_participant, self.changed_by_facilitator)

    @property
    def undoable_until(self) -> datetime | None:
        return self.deleted_at and self.deleted_at + UNDO_OFFERED_FOR


class Edit(Written, Worded):
    """An edit of a finding: the new content, and the revision that its author saw."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()


class ReportedText(Worded):
    """The content of a finding as it was reported, stored with its first edit. Its writer is the finding's."""

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="reported_text")

    @property
    def writer(self) -> str:
        return self.finding.writer

    @property
    def written_at(self) -> datetime:
        return self.finding.written_at
