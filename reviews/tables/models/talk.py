from uuid import uuid4

from django.db import models

from reviews.tables.models.written import Written


class Entry(Written):
    """One thing said at a table. It stays there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    text = models.TextField(max_length=4000)

    def __str__(self) -> str:
        return str(self.pk)
