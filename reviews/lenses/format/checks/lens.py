"""The walk over a lens: its pillars and questions. Parts that know the format only stand in checks/values.py."""

from __future__ import annotations

from typing import Any

from reviews.lenses.format import places, schema
from reviews.lenses.format.checks.question import QuestionCheck
from reviews.lenses.format.checks.values import Notes, Seen
from reviews.lenses.format.messages import Pile

BY_CHARACTERS = {key.casefold(): key for key in schema.FRAMEWORK}


class LensCheck:
    def __init__(self, pile: Pile) -> None:
        self._notes = Notes(pile)
        self._pillar_ids = Seen("pillar_id_repeated")
        self._questions = QuestionCheck(self._notes)

    def check(self, document: dict) -> None:
        notes = self._notes
        if "schemaVersion" not in document:
            self._version(None, "schemaVersion")
        if "pillars" not in document:
            notes.say("pillars_missing", "pillars")
        notes.members(
            document,
            "",
            {
                "schemaVersion": self._version,
                "name": lambda value, at: notes.title(value, at, "name"),
                "description": lambda value, at: notes.description(value, at, "description"),
                "pillars": self._pillars,
            },
            required=("name", "description"),
        )

    def _version(self, value: Any, at: str) -> None:
        if value != schema.VERSION:
            self._notes.say("schema_version", at, expected=schema.VERSION)

    def _pillars(self, value: Any, at: str) -> None:
        if not isinstance(value, list):
            self._notes.say("list_expected", at, key="pillars")
            return
        if not value:
            self._notes.say("pillars_missing", at)
        if len(value) > schema.PILLARS:
            self._notes.say("too_many_pillars", at, count=len(value), limit=schema.PILLARS)
        for number, pillar in enumerate(value):
            self._pillar(pillar, places.inside(at, number))

    def _pillar(self, pillar: Any, at: str) -> None:
        notes = self._notes
        if not isinstance(pillar, dict):
            notes.say("object_expected", at)
            return
        notes.members(
            pillar,
            at,
            {
                "id": self._pillar_id,
                "name": lambda value, at: notes.title(value, at, "name"),
                "questions": self._pillar_questions,
            },
            required=("id", "name", "questions"),
        )

    def _pillar_id(self, value: Any, at: str) -> None:
        if not self._notes.identifier(value, at, self._pillar_ids, strictly_at_most=schema.STRICT_ID):
            return
        meant = BY_CHARACTERS.get(value.replace("_", "").casefold())
        if meant and meant != value:
            self._notes.say("framework_case", at, id=places.printable(value), meant=meant)

    def _pillar_questions(self, value: Any, at: str) -> None:
        if not self._notes.is_list(value, at, "questions"):
            return
        if len(value) > schema.QUESTIONS:
            self._notes.say("too_many_questions", at, count=len(value), limit=schema.QUESTIONS)
        for number, question in enumerate(value):
            self._questions.check(question, places.inside(at, number))
