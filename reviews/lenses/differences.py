"""Compares two versions of a lens, and carries answers over from one to the other.

Questions, choices and pillars are matched by their ids: a question that is in another pillar now has moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["new", "changed", "removed", "same"]

LENS_TEXTS = ("name", "description")
PILLAR_TEXTS = ("name", "description")
QUESTION_TEXTS = ("title", "description", "helpfulResource.displayText", "helpfulResource.url")
CHOICE_TEXTS = (
    *("title", "helpfulResource.displayText", "helpfulResource.url"),
    *("improvementPlan.displayText", "improvementPlan.url"),
)


@dataclass(frozen=True)
class TextChange:
    """`key` is a path in the object, such as improvementPlan.url. A missing text is empty."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class ChoiceDifference:
    id: str
    state: State
    title: str  # in the newer version that has it
    texts: tuple[TextChange, ...] = ()


@dataclass(frozen=True)
class QuestionDifference:
    id: str
    state: State
    title: str
    texts: tuple[TextChange, ...] = ()
    choices: tuple[ChoiceDifference, ...] = ()  # without those that are the same
    rules_before: tuple[tuple[str, str], ...] = ()  # (condition, risk); both are empty if the rules are equal
    rules_after: tuple[tuple[str, str], ...] = ()
    moved_from: str = ""  # the pillar it was in

    @property
    def rules_changed(self) -> bool:
        return self.rules_before != self.rules_after


@dataclass(frozen=True)
class PillarDifference:
    id: str
    state: State
    name: str
    texts: tuple[TextChange, ...] = ()
    questions: tuple[QuestionDifference, ...] = ()  # without those that are the same

    def _of(self, state: State) -> list[QuestionDifference]:
        return [question for question in self.questions if question.state == state]

    @property
    def new(self) -> list[QuestionDifference]:
        return self._of("new")

    @property
    def changed(self) -> list[QuestionDifference]:
        return self._of("changed")

    @property
    def removed(self) -> list[QuestionDifference]:
        return self._of("removed")


@dataclass(frozen=True)
class Differences:
    texts: tuple[TextChange, ...]
    pillars: tuple[PillarDifference, ...]  # in the new order, removed ones at the end; without unchanged ones

    @property
    def questions(self) -> list[QuestionDifference]:
        return [question for pillar in self.pillars for question in pillar.questions]

    def __bool__(self) -> bool:
        return bool(self.texts or self.pillars)


@dataclass(frozen=True)
class Carried:
    """The answers in the new version, and the parts of the old ones that were dropped."""

    answers: dict[str, dict]
    retired: tuple[str, ...] = ()  # removed questions that had answers
    unticked: tuple[tuple[str, str], ...] = ()  # (question, choice) that was selected or not applicable and is removed


def differences(old: dict, new: dict) -> Differences:
    """What is new, changed and removed in `new`. Both documents must be usable (no error in the open profile)."""
    before, after = _by_id(old["pillars"]), _by_id(new["pillars"])
    was_in = {
        question["id"]: (pillar, question) for pillar in old["pillars"] for question in _list(pillar, "questions")
    }
    stays = {question["id"] for pillar in new["pillars"] for question in _list(pillar, "questions")}
    found = [_pillar(before.get(key), pillar, was_in, stays) for key, pillar in after.items()]
    found += [_pillar(pillar, None, was_in, stays) for key, pillar in before.items() if key not in after]
    return Differences(_texts(old, new, LENS_TEXTS), tuple(pillar for pillar in found if pillar.state != "same"))


def carried(answers: dict[str, dict], old: dict, new: dict) -> Carried:
    """The answers after an upgrade: those to questions in both versions, with ticks only for choices in both.

    An answer is `{"selected": [...], "not_applicable": [...], "applicable": …, "notes": …, "reason": …}`; other keys
    stay as they are.
    """
    choices = {
        question["id"]: {choice["id"] for choice in _list(question, "choices")}
        for pillar in new["pillars"]
        for question in _list(pillar, "questions")
    }
    known = {question["id"] for pillar in old["pillars"] for question in _list(pillar, "questions")}
    kept: dict[str, dict] = {}
    lost: dict[tuple[str, str], None] = {}
    for key, answer in answers.items():
        if key not in choices or key not in known:
            continue
        kept[key] = dict(answer)
        for which in ("selected", "not_applicable"):
            if which in answer:
                kept[key][which] = [choice for choice in answer[which] if choice in choices[key]]
                lost |= {(key, choice): None for choice in answer[which] if choice not in choices[key]}
    return Carried(kept, tuple(key for key in answers if key not in kept), tuple(lost))


def _pillar(
    old: dict | None, new: dict | None, was_in: dict[str, tuple[dict, dict]], stays: set[str]
) -> PillarDifference:
    now: dict = new or old or {}
    texts = _texts(old, new, PILLAR_TEXTS) if old and new else ()
    questions = tuple(_questions(old, new, was_in, stays))
    state: State = "new" if old is None else "removed" if new is None else "changed" if texts or questions else "same"
    return PillarDifference(now["id"], state, _text(now, "name") or now["id"], texts, questions)


def _questions(
    old: dict | None, new: dict | None, was_in: dict[str, tuple[dict, dict]], stays: set[str]
) -> Iterator[QuestionDifference]:
    for question in _list(new, "questions"):
        if question["id"] not in was_in:
            yield QuestionDifference(question["id"], "new", _title(question))
            continue
        pillar, before = was_in[question["id"]]
        moved_from = "" if new and pillar["id"] == new["id"] else pillar["id"]
        difference = _question(before, question, moved_from)
        if difference.state != "same":
            yield difference
    for question in _list(old, "questions"):
        if question["id"] not in stays:
            yield QuestionDifference(question["id"], "removed", _title(question))


def _question(old: dict, new: dict, moved_from: str) -> QuestionDifference:
    texts = _texts(old, new, QUESTION_TEXTS)
    choices = tuple(_choices(old, new))
    rules = (_rules(old), _rules(new))
    alike = [(_plain(condition), risk) for condition, risk in rules[0]] == [(_plain(c), risk) for c, risk in rules[1]]
    before, after = ((), ()) if alike else rules
    state: State = "changed" if texts or choices or before != after or moved_from else "same"
    return QuestionDifference(new["id"], state, _title(new), texts, choices, before, after, moved_from)


def _choices(old: dict, new: dict) -> Iterator[ChoiceDifference]:
    before, after = _by_id(_list(old, "choices")), _by_id(_list(new, "choices"))
    for key, choice in after.items():
        if key not in before:
            yield ChoiceDifference(key, "new", _title(choice))
        elif texts := _texts(before[key], choice, CHOICE_TEXTS):
            yield ChoiceDifference(key, "changed", _title(choice), texts)
    for key, choice in before.items():
        if key not in after:
            yield ChoiceDifference(key, "removed", _title(choice))


def _texts(old: dict, new: dict, keys: tuple[str, ...]) -> tuple[TextChange, ...]:
    pairs = ((key, _text(old, key), _text(new, key)) for key in keys)
    return tuple(TextChange(key, before, after) for key, before, after in pairs if before.strip() != after.strip())


def _text(found: Any, path: str) -> str:
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _title(found: dict) -> str:
    return _text(found, "title") or found["id"]


def _rules(question: dict) -> tuple[tuple[str, str], ...]:
    return tuple((rule["condition"], rule["risk"]) for rule in _list(question, "riskRules"))


def _plain(condition: str) -> str:
    """The condition without spaces, which have no meaning."""
    return "".join(condition.split())


def _list(found: dict | None, key: str) -> list[dict]:
    return (found or {}).get(key, [])


def _by_id(found: list[dict]) -> dict[str, dict]:
    return {each["id"]: each for each in found}
