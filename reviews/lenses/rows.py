"""Makes database rows from a lens document and its companion."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from reviews.lenses import texts
from reviews.lenses.format import schema
from reviews.lenses.models import Choice, LensVersion, Pillar, Principle, Question, RiskRule

WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def rows_of(version: LensVersion) -> list[tuple[type[Model], list[Any]]]:
    """The unsaved rows of this version's document, the version first, each after the rows to which it refers.

    The document has no error of the open profile (see format/checks); members of which that profile only warns may be missing
    or of another type.
    """
    document, beside = version.document, version.companion
    version.name = _both(document.get("name"), beside.get("name")) or {"en": version.lens.slug}
    version.description = _both(document.get("description"), beside.get("description"))
    pillars: list[Pillar] = []
    principles: list[Principle] = []
    questions: list[Question] = []
    choices: list[Choice] = []
    rules: list[RiskRule] = []
    for place, found in enumerate(document["pillars"]):
        told = beside.get("pillars", {}).get(found["id"], {})
        pillar = _pillar(version, place, found, told)
        pillars.append(pillar)
        principles += [
            Principle(pillar=pillar, key=one["id"], position=nth, title=one["title"], text=one["text"])
            for nth, one in enumerate(told.get("principles", []))
        ]
        for nth, asked in enumerate(found.get("questions", [])):
            words = told.get("questions", {}).get(asked["id"], {})
            question = _question(version, pillar, nth, asked, words)
            questions.append(question)
            choices += _choices(question, asked, words.get("choices", {}))
            rules += [
                RiskRule(question=question, position=at, condition=rule["condition"], risk=schema.RISKS[rule["risk"]])
                for at, rule in enumerate(asked.get("riskRules", []))
            ]
    return [
        (LensVersion, [version]),
        (Pillar, pillars),
        (Principle, principles),
        (Question, questions),
        (Choice, choices),
        (RiskRule, rules),
    ]


def _pillar(version: LensVersion, place: int, found: dict, told: dict) -> Pillar:
    return Pillar(
        version=version,
        key=found["id"],
        position=place,
        mark=told.get("mark") or schema.FRAMEWORK.get(found["id"], "").lower(),
        name=_both(found.get("name"), told.get("name")) or {"en": found["id"]},
        definition=_both(found.get("description"), told.get("definition")),
    )


def _question(version: LensVersion, pillar: Pillar, place: int, found: dict, told: dict) -> Question:
    return Question(
        version=version,
        pillar=pillar,
        key=found["id"],
        position=place,
        title=_both(found.get("title"), told.get("title")) or {"en": found["id"]},
        description=_both(found.get("description"), told.get("description")),
        help=_both(_said(found, "helpfulResource"), told.get("help")),
        help_url=_url(found, "helpfulResource"),
    )


def _choices(question: Question, asked: dict, told: dict) -> Iterable[Choice]:
    for place, found in enumerate(asked.get("choices", [])):
        words = told.get(found["id"], {})
        yield Choice(
            question=question,
            key=found["id"],
            position=place,
            title=_both(found.get("title"), words.get("title")) or {"en": found["id"]},
            help=_both(_said(found, "helpfulResource"), words.get("help")),
            help_url=_url(found, "helpfulResource"),
            improvement=_both(_said(found, "improvementPlan"), words.get("improvement")),
            improvement_url=_url(found, "improvementPlan"),
        )


def _both(text: object, other: dict | None) -> dict[str, str]:
    """The companion's texts by language, with the document's text under the language in which it is written."""
    said = text.strip() if isinstance(text, str) else ""
    own = {texts.language_of(said): said} if said else {}
    return {language: words for language, words in (other or {}).items() if words} | own


def _said(found: dict, key: str) -> object:
    resource = found.get(key)
    return resource.get("displayText") if isinstance(resource, dict) else None


def _url(found: dict, key: str) -> str:
    """The address of a resource if it is valid: real files contain empty ones and ones with spaces."""
    resource = found.get(key)
    url = resource.get("url") if isinstance(resource, dict) else None
    return url.strip() if isinstance(url, str) and WEB.fullmatch(url.strip()) else ""
