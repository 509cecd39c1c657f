"""Reads and scores the sets of answers that `manage.py lens score` takes.

A set is `{question id: {"selected": [...], "not_applicable": [...], "applicable": true}}`; each of the three may be missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reviews.lenses.format import places, schema
from reviews.lenses.rules import scoring

WORDS = {"high": "HIGH", "medium": "MEDIUM", "none": "NONE", "unanswered": "UNANSWERED", "na": "NOT_APPLICABLE"}
KEYS = ("selected", "not_applicable", "applicable")

Warn = Callable[[str], None]


class Malformed(ValueError):
    """The file is not a list of sets of answers. The message names the place."""


@dataclass(frozen=True)
class Question:
    """The parts of a question that scoring needs."""

    choices: frozenset[str]
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """An answer from a file, its ids not yet compared with the lens."""

    selected: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    applicable: bool = True


def questions_of(document: dict) -> dict[str, Question]:
    """The questions of a usable lens by id, in the file's order."""
    return {
        question["id"]: Question(
            frozenset(choice["id"] for choice in question.get("choices", [])),
            tuple((rule["condition"], schema.RISKS[rule["risk"]]) for rule in question.get("riskRules", [])),
        )
        for pillar in document["pillars"]
        for question in pillar.get("questions", [])
    }


def read(data: bytes) -> list[dict]:
    """The list in the file, its sets not yet checked. Raises Malformed."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Malformed(_("The answers file is not in UTF-8. Save the file as UTF-8.")) from None
    except json.JSONDecodeError as error:
        raise Malformed(
            _("The answers file is not valid JSON: line %(line)s, column %(column)s (%(reason)s).")
            % {"line": error.lineno, "column": error.colno, "reason": error.msg}
        ) from None
    except (RecursionError, ValueError):  # nested too deep, or a number of thousands of digits
        raise Malformed(_("The answers contain a number or nesting too large to process.")) from None
    if not isinstance(found, list):
        raise Malformed(_("The answers must be a list. Put [ and ] around the sets, even around a single one."))
    return found


def score(questions: dict[str, Question], sets: list, warn: Warn) -> Iterator[dict[str, str | None]]:
    """The risk of each question for each set, None where the lens does not define one.

    Ids that the lens does not have are ignored and reported by `warn`. Raises Malformed at the first malformed set.
    """
    for number, found in enumerate(sets):
        given = _answers(found, f"[{number}]", warn)
        for key in filter(lambda key: key not in questions, given):
            warn(_("%(place)s: the lens has no such question; ignored.") % {"place": places.inside(f"[{number}]", key)})
        yield {
            key: _word(question, given[key], places.inside(f"[{number}]", key), warn)
            if key in given
            else WORDS[scoring.UNANSWERED]
            for key, question in questions.items()
        }


def _word(question: Question, answer: Answer, place: str, warn: Warn) -> str | None:
    selected = _known(question, answer.selected, f"{place}.selected", warn)
    left_out = _known(question, answer.not_applicable, f"{place}.not_applicable", warn)
    for choice in sorted(filter(schema.is_none_of_these, left_out)):
        warn(
            _("%(place)s: “%(choice)s” means none of these and cannot be marked as not applicable; ignored.")
            % {"place": f"{place}.not_applicable", "choice": choice}
        )
        left_out -= {choice}
    risk = scoring.risk_of(question.rules, selected, left_out, applicable=answer.applicable)
    return WORDS[risk] if risk else None


def _known(question: Question, choices: tuple[str, ...], place: str, warn: Warn) -> frozenset[str]:
    for choice in choices:
        if choice not in question.choices:
            warn(
                _("%(place)s: the question has no choice “%(choice)s”; ignored.")
                % {"place": place, "choice": places.printable(choice)}
            )
    return question.choices.intersection(choices)


def _answers(found: object, place: str, warn: Warn) -> dict[str, Answer]:
    if not isinstance(found, dict):
        raise Malformed(
            _("%(place)s is not a set of answers. Write an object: question ids with their answers.") % {"place": place}
        )
    return {key: _answer(value, places.inside(place, key), warn) for key, value in found.items()}


def _answer(found: object, place: str, warn: Warn) -> Answer:
    if not isinstance(found, dict):
        raise Malformed(
            _("%(place)s is not an answer. Write an object with “selected”, “not_applicable” or “applicable”.")
            % {"place": place}
        )
    for key in found:
        if key not in KEYS:
            warn(_("%(place)s: an answer has no such key; ignored.") % {"place": places.inside(place, key)})
    applicable = found.get("applicable", True)
    if not isinstance(applicable, bool):
        raise Malformed(_("%(place)s is neither true nor false.") % {"place": f"{place}.applicable"})
    return Answer(
        _ids(found.get("selected", []), f"{place}.selected"),
        _ids(found.get("not_applicable", []), f"{place}.not_applicable"),
        applicable,
    )


def _ids(found: object, place: str) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise Malformed(_("%(place)s is not a list of choice ids.") % {"place": place})
    for number, choice in enumerate(found):
        if not isinstance(choice, str):
            raise Malformed(_("%(place)s is not a choice id; ids are strings.") % {"place": f"{place}[{number}]"})
    return tuple(found)
