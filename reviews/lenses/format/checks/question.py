"""Checks a question: its choices, its risk rules, and the ids by which rules refer to choices."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import Any

from reviews.lenses.format import places, schema
from reviews.lenses.format.checks.values import UniqueIds, ValueCheck
from reviews.lenses.rules import conditions, proofs

NONE_OF_THESE = re.compile(
    r"\W*(none of (the|these|those|them|above)\b|(いずれも|どれも)(該当|当ては|あては)|該当なし)", re.IGNORECASE
)
KNOWN_SHOWN = 20


class QuestionCheck:
    def __init__(self, values: ValueCheck) -> None:
        self._values = values
        self._ids = UniqueIds("question_id_repeated")

    def check(self, question: Any, at: str) -> None:
        values = self._values
        if not isinstance(question, dict):
            values.report("object_expected", at)
            return
        choices = ChoicesCheck(values, question)
        values.members(
            question,
            at,
            {
                "id": lambda value, at: values.identifier(value, at, self._ids),
                "title": lambda value, at: values.title(value, at, "title"),
                "description": lambda value, at: values.description(value, at, "description"),
                "helpfulResource": lambda value, at: values.resource(value, at, "helpfulResource", always_text=False),
                "choices": choices.check,
                "riskRules": lambda value, at: RiskRulesCheck(values, choices.ids).check(value, at),
            },
            required=("id", "title", "choices", "riskRules"),
            silent=schema.ADDED_BY_EXPORT,
        )


class ChoicesCheck:
    """Checks the choices of one question. `ids` are those ids that are texts; None if there is no list of choices."""

    def __init__(self, values: ValueCheck, question: dict) -> None:
        self._values = values
        self._seen = UniqueIds("choice_id_repeated")
        found = question.get("choices")
        self.ids: dict[str, None] | None = None
        if isinstance(found, list):
            keys = [choice.get("id") for choice in found if isinstance(choice, dict)]
            self.ids = dict.fromkeys(key for key in keys if isinstance(key, str))
        self._used = _ids_of(question.get("riskRules"))

    def check(self, value: Any, at: str) -> None:
        if not self._values.is_list(value, at, "choices"):
            return
        if len(value) > schema.CHOICES:
            self._values.report("too_many_choices", at, count=len(value), limit=schema.CHOICES)
        for number, choice in enumerate(value):
            self._choice(choice, places.inside(at, number))

    def _choice(self, choice: Any, at: str) -> None:
        values = self._values
        if not isinstance(choice, dict):
            values.report("object_expected", at)
            return
        key, title = choice.get("id"), choice.get("title")
        is_none = isinstance(key, str) and schema.is_none_of_these(key)
        if not is_none and isinstance(title, str) and NONE_OF_THESE.match(title):
            values.report("none_title", at)
        if not is_none and self._used is not None and isinstance(key, str) and key not in self._used:
            values.report("choice_unused", at)
        values.members(
            choice,
            at,
            {
                "id": self._id,
                "title": lambda value, at: values.title(value, at, "title"),
                "helpfulResource": lambda value, at: values.resource(value, at, "helpfulResource", always_text=False),
                "improvementPlan": lambda value, at: values.resource(value, at, "improvementPlan"),
                "additionalResources": values.resources,
            },
            required=("id", "title"),
            silent=schema.ADDED_BY_EXPORT,
        )
        if not is_none and "improvementPlan" not in choice:
            values.report("improvement_missing", places.inside(at, "improvementPlan"))

    def _id(self, value: Any, at: str) -> None:
        self._values.identifier(value, at, self._seen, strictly_at_most=schema.STRICT_ID)
        if value == conditions.DEFAULT:
            self._values.report("choice_named_default", at)


class RiskRulesCheck:
    """Checks the risk rules of one question. If `choices` is None, unknown ids are not reported."""

    def __init__(self, values: ValueCheck, choices: dict[str, None] | None) -> None:
        self._values = values
        self._choices = choices
        self._readable: list[tuple[str, str, str]] = []  # condition, risk and place of each rule that can be used
        self._given: set[str] = set()

    def check(self, value: Any, at: str) -> None:
        if not self._values.is_list(value, at, "riskRules"):
            return
        if len(value) > schema.RULES:
            self._values.report("too_many_rules", at, count=len(value), limit=schema.RULES)
        for number, rule in enumerate(value):
            self._rule(rule, places.inside(at, number))
        if value and len(self._readable) == len(value):
            self._all_rules(at)

    def _rule(self, rule: Any, at: str) -> None:
        if not isinstance(rule, dict):
            self._values.report("object_expected", at)
            return
        sound = {"condition": False, "risk": False}

        def condition(value: Any, at: str) -> None:
            sound["condition"] = self._condition(value, at)

        def risk(value: Any, at: str) -> None:
            sound["risk"] = self._risk(value, at)

        for key, code in (("condition", "condition_missing"), ("risk", "risk_unknown")):
            if key not in rule:
                self._values.report(code, places.inside(at, key))
        self._values.members(rule, at, {"condition": condition, "risk": risk})
        if all(sound.values()):
            self._readable.append((rule["condition"], rule["risk"], at))

    def _condition(self, value: Any, at: str) -> bool:
        """Whether the condition can be read and names only choices of the question."""
        if not isinstance(value, str) or not value.strip():
            self._values.report("condition_missing", at)
            return False
        if len(value) > conditions.LONG:  # a proof stores a column of all answers for each level of nesting
            self._values.report("condition_long", at, length=len(value), limit=conditions.LONG)
            return False
        try:
            named = conditions.parse(value)
        except conditions.ConditionError as error:
            self._values.report("condition_unreadable", at, column=error.place + 1, reason=error.reason)
            return False
        if conditions.is_default(value):
            return True
        strange = [
            key
            for key in dict.fromkeys(named)
            if key not in conditions.STRENGTH and self._choices is not None and key not in self._choices
        ]
        for key in strange:
            if key.casefold() == conditions.DEFAULT:
                self._values.report("default_case", at, id=places.printable(key))
            elif self._known:
                self._values.report("choice_unknown", at, id=places.printable(key), known=self._known)
            else:
                self._values.report("choice_unknown_among_none", at, id=places.printable(key))
        for key in conditions.repeated(value):
            self._values.report("choice_repeated", at, id=places.printable(key))
        return not strange

    def _risk(self, value: Any, at: str) -> bool:
        if not isinstance(value, str) or value not in schema.RISKS:
            self._values.report("risk_unknown", at)
            return False
        if value in self._given:
            self._values.report("risk_repeated", at, risk=value)
        self._given.add(value)
        return True

    def _all_rules(self, at: str) -> None:
        """Check the rules as a whole. This requires that each of them can be read."""
        defaults = [conditions.is_default(condition) for condition, _risk, _at in self._readable]
        if not any(defaults):
            self._values.report("default_missing", at)
        elif not all(defaults[defaults.index(True) :]) or defaults.count(True) > 1:
            self._values.report("default_not_last", self._readable[defaults.index(True)][2])
        if self._choices is None:
            return
        reached = proofs.risks_given(
            list(self._choices), [(condition, risk) for condition, risk, _at in self._readable]
        )
        if reached is None:
            return
        for _condition, risk, place in self._readable:
            if risk not in reached:
                reached.add(risk)  # reported once
                self._values.report("risk_unreachable", place, risk=risk)

    @cached_property
    def _known(self) -> str:
        shown = [places.printable(key) for key in islice(self._choices or (), KNOWN_SHOWN)]
        return ", ".join([*shown, *(["…"] if len(self._choices or ()) > KNOWN_SHOWN else [])])


def _ids_of(rules: Any) -> set[str] | None:
    """The choices that the conditions name; None if a condition cannot be read."""
    found: set[str] = set()
    if not isinstance(rules, list):
        return None
    for rule in rules:
        condition = rule.get("condition") if isinstance(rule, dict) else None
        if not isinstance(condition, str):
            return None
        try:
            found |= conditions.ids(condition)
        except conditions.ConditionError:
            return None
    return found
