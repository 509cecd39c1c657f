"""A model field for documents that must be exported exactly as they were imported."""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class DocumentField(models.JSONField):
    """A JSON document in a text column, which preserves the order of members; `jsonb` would sort them. The database
    cannot query its content."""

    def db_type(self, connection) -> str:
        return "text"

    def from_db_value(self, value: str | None, expression, connection) -> Any:
        return None if value is None else json.loads(value)

    def get_db_prep_value(self, value: Any, connection, prepared: bool = False) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return json.dumps(value, ensure_ascii=False)
