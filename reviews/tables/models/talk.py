from uuid import uuid4

from django.db import models

from reviews.tables.models.written import Written


class Entry(Written):
    """A message in the talk of a table. It is never edited or deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    text = models.TextField(max_length=4000)

    def __str__(self) -> str:
        return str(self.pk)
