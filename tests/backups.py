"""A backup of all sessions, put back while everything else goes on: caches, hubs, open pages."""

from __future__ import annotations

from django.db import transaction

from tests import scenes


class Backup:
    def __init__(self) -> None:
        self._rows = [(model, list(model._base_manager.all())) for model in scenes.kinds_of_rows(of_sessions=True)]

    @transaction.atomic
    def restore(self) -> None:
        for model, _rows in reversed(self._rows):
            found = model._base_manager.all()
            found._raw_delete(found.db)
        for model, rows in self._rows:
            model._base_manager.bulk_create(rows)
