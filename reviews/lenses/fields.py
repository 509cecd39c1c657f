"""A column for documents that go out as they came."""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class DocumentField(models.JSONField):
    """A JSON document as text, its members in the order in which they came; `jsonb` would sort them. Nobody asks the
    database for what is in it."""

    def db_type(self, connection) -> str:
        return "text"

    def from_db_value(self, value: str | None, expression, connection) -> Any:
        return None if value is None else json.loads(value)

    def get_db_prep_value(self, value: Any, connection, prepared: bool = False) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return json.dumps(value, ensure_ascii=False)
