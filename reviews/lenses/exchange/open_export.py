"""The open export: a lens document as it was imported. strict_export.py makes the one for the review tool."""

from __future__ import annotations

import copy
import json

from reviews.lenses.format import schema


def open_export(document: dict) -> dict:
    """The imported document with its unknown keys, but without the `number` that the review tool's export adds."""
    found = copy.deepcopy(document)
    for pillar in _objects(found.get("pillars")):
        for question in _objects(pillar.get("questions")):
            question.pop(schema.ADDED_BY_EXPORT, None)
            for choice in _objects(question.get("choices")):
                choice.pop(schema.ADDED_BY_EXPORT, None)
    return found


def written(document: dict) -> str:
    """The document as the text of a file: indented, or without spaces if it would be too long for the review tool."""
    readable = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if len(readable) <= schema.FILE:
        return readable
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _objects(found: object) -> list[dict]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
