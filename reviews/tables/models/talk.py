from datetime import timedelta
from uuid import uuid4

from django.db import models

from reviews.tables.models.written import Written


class Entry(Written):
    """A message in the talk of a table. For CHANGEABLE_FOR its writer may edit or delete it.

    Of a deleted message neither the text nor its digest is stored, only who wrote it and when.
    """

    CHANGEABLE_FOR = timedelta(minutes=5)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    text = models.TextField(max_length=4000)
    revision = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
