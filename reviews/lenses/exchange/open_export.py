"""A lens document as it leaves the house: as it came (open), or as the review tool takes it (strict_export.py)."""

from __future__ import annotations

import copy
import json

from reviews.lenses.format import schema


def open_export(document: dict) -> dict:
    """What came in, unknown keys included, without the `number` that the review tool's own export adds."""
    found = copy.deepcopy(document)
    for pillar in _objects(found.get("pillars")):
        for question in _objects(pillar.get("questions")):
            question.pop(schema.ADDED_BY_EXPORT, None)
            for choice in _objects(question.get("choices")):
                choice.pop(schema.ADDED_BY_EXPORT, None)
    return found


def written(document: dict) -> str:
    """The document as a file: readable, or without spaces where the review tool would find it too long."""
    readable = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if len(readable) <= schema.FILE:
        return readable
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _objects(found: object) -> list[dict]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
