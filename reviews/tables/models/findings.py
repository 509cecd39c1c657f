from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.tables.models.written import Written


class Finding(Written):
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

    def __str__(self) -> str:
        return str(self.pk)
