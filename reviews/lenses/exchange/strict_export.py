"""The strict export: a lens document that the review tool accepts, with the list of what had to change.

Characters that the tool refuses are replaced in names, titles and descriptions (strict_characters.py). A text that would lose
its meaning, such as a Japanese one, is replaced by the companion's English, or else by a title made of ids; the original
is then written at the top of the helpful text of its question or choice, which may hold any character. Names of the lens and
of a pillar are written in their first question.
"""

from __future__ import annotations

import re

from reviews.lenses.exchange import open_export
from reviews.lenses.exchange.strict_characters import accepted, shortened
from reviews.lenses.exchange.strict_resources import Resources, shown
from reviews.lenses.exchange.strict_titles import Change, Title, settle
from reviews.lenses.format import checks, places, schema
from reviews.lenses.format.messages import Message

PLACES = re.compile(r"\[(\d+)\]")


class CannotExport(Exception):
    """The lens cannot be exported for the tool without leaving something out. `messages` say what."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__("\n".join(map(str, messages)))
        self.messages = messages


def strict_export(document: dict, companion: dict | None = None) -> tuple[dict, list[Change]]:
    """The document for the tool, and what had to change, in the file's order. Raises CannotExport.

    `companion` is that of the lens (docs/content.md). Ids, conditions and the number of objects are not changed: if the tool
    refuses them, the lens's author has to decide.
    """
    if errors := _errors(checks.check(document, "open")):
        raise CannotExport(errors)
    strict = _Strict(companion or {})
    found = strict.lens(document)
    if errors := _errors(checks.check(found, "strict")):
        raise CannotExport(errors)
    return found, sorted(strict.changes, key=lambda change: [int(number) for number in PLACES.findall(change.place)])


def _errors(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message.level == "error"]


class _Strict(Resources):
    def __init__(self, companion: dict) -> None:
        super().__init__()
        self._beside = companion

    def lens(self, document: dict) -> dict:
        found = open_export.open_export(document)
        self.drop_unknown(found, schema.LENS_KEYS, "")
        name = self._title(found, "name", "", "Lens", self._beside)
        [named] = settle([name], self.changes)
        to_carry = [f"[lens] {line}" for line in self._carried(name)]
        description, carried = self._description(found, "", self._beside, instead=named)
        to_carry += carried
        if found.get("schemaVersion") != schema.VERSION:
            self.change("schemaVersion", "version", shown(found, "schemaVersion"), schema.VERSION)
        pillars = self._pillars(found["pillars"], to_carry)
        return {"schemaVersion": schema.VERSION, "name": named, "description": description, "pillars": pillars}

    def _pillars(self, pillars: list[dict], to_carry: list[str]) -> list[dict]:
        beside = [_inside(self._beside, "pillars", pillar["id"]) for pillar in pillars]
        titles = []
        for number, pillar in enumerate(pillars):
            at = f"pillars[{number}]"
            self.drop_unknown(pillar, schema.PILLAR_KEYS, at)
            titles.append(self._title(pillar, "name", at, pillar["id"], beside[number]))
        names = settle(titles, self.changes)
        questions = [question for pillar in pillars for question in pillar.get("questions", [])]
        asked = self._question_titles(pillars, beside)
        asked_titles = dict(zip(map(id, questions), zip(asked, settle(asked, self.changes), strict=True), strict=True))
        found = []
        for number, pillar in enumerate(pillars):
            to_carry = [*to_carry, *(f"[{pillar['id']}] {line}" for line in self._carried(titles[number]))]
            out = {"id": pillar["id"], "name": names[number]}
            for place, question in enumerate(pillar.get("questions", [])):
                at = f"pillars[{number}].questions[{place}]"
                title, text = asked_titles[id(question)]
                told = _inside(beside[number], "questions", question["id"])
                lines = [*to_carry, *self._carried(title)]
                out.setdefault("questions", []).append(self._question(question, at, text, lines, told))
                to_carry = []
            if "questions" in pillar:
                out.setdefault("questions", [])
            found.append(out)
        return found

    def _question_titles(self, pillars: list[dict], beside: list[dict]) -> list[Title]:
        titles = []
        for number, pillar in enumerate(pillars):
            mark = schema.FRAMEWORK.get(pillar["id"], pillar["id"])
            for place, question in enumerate(pillar.get("questions", [])):
                label = f"{mark}{place + 1}"
                own = label if question["id"].casefold() == label.casefold() else f"{label} {question['id']}"
                told = _inside(beside[number], "questions", question["id"])
                titles.append(self._title(question, "title", f"pillars[{number}].questions[{place}]", own, told))
        return titles

    def _question(self, question: dict, at: str, title: str, lines: list[str], told: dict) -> dict:
        self.drop_unknown(question, schema.QUESTION_KEYS, at)
        description, carried = self._description(question, at, told)
        out = {"id": question["id"], "title": title}
        if description:
            out["description"] = description
        if resource := self.helpful(question, at, title, [*lines, *carried]):
            out["helpfulResource"] = resource
        if "choices" in question:
            out["choices"] = self._choices(question["choices"], f"{at}.choices", told)
        if "riskRules" in question:
            for number, rule in enumerate(question["riskRules"]):
                self.drop_unknown(rule, schema.RULE_KEYS, f"{at}.riskRules[{number}]")
            out["riskRules"] = question["riskRules"]
        return out

    def _choices(self, choices: list[dict], at: str, told: dict) -> list[dict]:
        titles = [
            self._title(
                choice,
                "title",
                f"{at}[{number}]",
                f"Choice {choice['id']}",
                _inside(told, "choices", choice["id"]),
            )
            for number, choice in enumerate(choices)
        ]
        return [
            self._choice(choice, f"{at}[{number}]", title, titles[number])
            for number, (choice, title) in enumerate(zip(choices, settle(titles, self.changes), strict=True))
        ]

    def _choice(self, choice: dict, at: str, title: str, told: Title) -> dict:
        self.drop_unknown(choice, schema.CHOICE_KEYS, at)
        words = shortened(told.was.strip() or title, schema.TEXT)
        out = {"id": choice["id"], "title": title}
        if resource := self.helpful(choice, at, words, self._carried(told)):
            out["helpfulResource"] = resource
        place = f"{at}.improvementPlan"
        plan = self.resource(choice.get("improvementPlan"), place, words) if "improvementPlan" in choice else None
        if plan is None and not schema.is_none_of_these(choice["id"]):
            plan = {"displayText": words}
            self.change(place, "missing", None, words)
        if plan:
            out["improvementPlan"] = plan
        if resources := self.resources(choice.get("additionalResources"), f"{at}.additionalResources", words):
            out["additionalResources"] = resources
        return out

    def _title(self, holder: dict, key: str, at: str, own: str, told: dict) -> Title:
        value = holder.get(key)
        return Title(places.inside(at, key), value if isinstance(value, str) else "", own, _english(told, key))

    def _description(self, holder: dict, at: str, told: dict, instead: str = "") -> tuple[str, list[str]]:
        """The description, or `instead` if there is none that the tool accepts, and the lines to write elsewhere."""
        at = places.inside(at, "description")
        value = holder.get("description")
        was = value if isinstance(value, str) else ""
        if not was.strip():
            if instead or (value is not None and value != ""):
                self.change(at, "missing", shown(holder, "description"), instead or None)
            return instead, []
        text = accepted(was)
        carried, reason = ([], "characters") if text else ([was], "letters")
        if text is None and (english := _english(told, "description")).strip() and (text := accepted(english)):
            reason = "english"
        text = text or instead
        if len(text) > schema.TEXT:
            text, reason = shortened(text, schema.TEXT), "long"
        if text != was:
            self.change(at, reason, was, text or None)
        return text, carried

    def _carried(self, title: Title) -> list[str]:
        return [title.was] if title.is_carried else []


def _inside(told: dict, kind: str, key: str) -> dict:
    found = told.get(kind, {}).get(key, {})
    return found if isinstance(found, dict) else {}


def _english(told: dict, key: str) -> str:
    words = told.get(key)
    return words.get("en", "") if isinstance(words, dict) else ""
