"""Checks a lens and its pillars; question.py checks the questions, values.py the values inside them."""

from __future__ import annotations

from typing import Any

from reviews.lenses.format import places, schema
from reviews.lenses.format.checks.question import QuestionCheck
from reviews.lenses.format.checks.values import UniqueIds, ValueCheck
from reviews.lenses.format.messages import MessageCollector

BY_CHARACTERS = {key.casefold(): key for key in schema.FRAMEWORK}


class LensCheck:
    def __init__(self, collector: MessageCollector) -> None:
        self._values = ValueCheck(collector)
        self._pillar_ids = UniqueIds("pillar_id_repeated")
        self._questions = QuestionCheck(self._values)

    def check(self, document: dict) -> None:
        values = self._values
        if "schemaVersion" not in document:
            self._version(None, "schemaVersion")
        if "pillars" not in document:
            values.report("pillars_missing", "pillars")
        values.members(
            document,
            "",
            {
                "schemaVersion": self._version,
                "name": lambda value, at: values.title(value, at, "name"),
                "description": lambda value, at: values.description(value, at, "description"),
                "pillars": self._pillars,
            },
            required=("name", "description"),
        )

    def _version(self, value: Any, at: str) -> None:
        if value != schema.VERSION:
            self._values.report("schema_version", at, expected=schema.VERSION)

    def _pillars(self, value: Any, at: str) -> None:
        if not isinstance(value, list):
            self._values.report("list_expected", at, key="pillars")
            return
        if not value:
            self._values.report("pillars_missing", at)
        if len(value) > schema.PILLARS:
            self._values.report("too_many_pillars", at, count=len(value), limit=schema.PILLARS)
        for number, pillar in enumerate(value):
            self._pillar(pillar, places.inside(at, number))

    def _pillar(self, pillar: Any, at: str) -> None:
        values = self._values
        if not isinstance(pillar, dict):
            values.report("object_expected", at)
            return
        values.members(
            pillar,
            at,
            {
                "id": self._pillar_id,
                "name": lambda value, at: values.title(value, at, "name"),
                "questions": self._pillar_questions,
            },
            required=("id", "name", "questions"),
        )

    def _pillar_id(self, value: Any, at: str) -> None:
        if not self._values.identifier(value, at, self._pillar_ids, strictly_at_most=schema.STRICT_ID):
            return
        meant = BY_CHARACTERS.get(value.replace("_", "").casefold())
        if meant and meant != value:
            self._values.report("framework_case", at, id=places.printable(value), meant=meant)

    def _pillar_questions(self, value: Any, at: str) -> None:
        if not self._values.is_list(value, at, "questions"):
            return
        if len(value) > schema.QUESTIONS:
            self._values.report("too_many_questions", at, count=len(value), limit=schema.QUESTIONS)
        for number, question in enumerate(value):
            self._questions.check(question, places.inside(at, number))
