"""The companion of a lens: what the exchange format cannot hold, keyed by the same ids (docs/content.md)."""

from __future__ import annotations

from collections.abc import Mapping

# Texts of the companion, and the places in the document of which they are translations. Other texts (definition, mark,
# principles) have no counterpart in the document and stay with their pillar.
OF_A_LENS = {"name": ("name",), "description": ("description",)}
OF_A_PILLAR = {"name": ("name",)}
OF_A_QUESTION = {"title": ("title",), "description": ("description",)}
OF_A_CHOICE = {
    "title": ("title",),
    "help": ("helpfulResource", "displayText"),
    "improvement": ("improvementPlan", "displayText"),
}


def for_next_version(companion: dict, before: dict, after: dict) -> dict:
    """The companion for the next version of a document, without translations of removed or changed texts."""
    kept = _unchanged(companion, before, after, OF_A_LENS)
    pillars = _both_by_id(before, after, "pillars")
    kept["pillars"] = {
        key: _pillar(told, *pillars[key]) for key, told in companion.get("pillars", {}).items() if key in pillars
    }
    return kept


def _pillar(told: dict, before: dict, after: dict) -> dict:
    kept = _unchanged(told, before, after, OF_A_PILLAR)
    questions = _both_by_id(before, after, "questions")
    kept["questions"] = {
        key: _question(words, *questions[key]) for key, words in told.get("questions", {}).items() if key in questions
    }
    return kept


def _question(told: dict, before: dict, after: dict) -> dict:
    kept = _unchanged(told, before, after, OF_A_QUESTION)
    choices = _both_by_id(before, after, "choices")
    kept["choices"] = {
        key: _unchanged(words, *choices[key], OF_A_CHOICE)
        for key, words in told.get("choices", {}).items()
        if key in choices
    }
    return kept


def _unchanged(told: dict, before: dict, after: dict, counterparts: Mapping[str, tuple[str, ...]]) -> dict:
    return {
        name: words
        for name, words in told.items()
        if name not in {"pillars", "questions", "choices"}
        and (name not in counterparts or at(before, counterparts[name]) == at(after, counterparts[name]))
    }


def at(found: object, path: tuple[str, ...]) -> object:
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _both_by_id(before: dict, after: dict, key: str) -> dict[str, tuple[dict, dict]]:
    then = {each["id"]: each for each in before.get(key, [])}
    return {each["id"]: (then[each["id"]], each) for each in after.get(key, []) if each["id"] in then}
