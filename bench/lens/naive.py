"""The baseline: a simple scorer that parses each condition every time, by recursive descent, without a cache."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\s*(\|\||&&|!|\(|\)|[A-Za-z0-9_]+)")


def risk_of(rules: list[tuple[str, str]], selected: set[str], not_applicable: set[str]) -> str | None:
    if not selected and not not_applicable:
        return "unanswered"
    for condition, risk in rules:
        truth = condition.strip() == "default" or Condition(condition).value(selected, not_applicable)
        if truth is None:
            return None
        if truth:
            return risk
    return None


class Condition:
    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        self.root = self._or()

    def _or(self) -> tuple:
        members = [self._and()]
        while self.tokens and self.tokens[0] == "||":
            self.tokens.pop(0)
            members.append(self._and())
        return members[0] if len(members) == 1 else ("or", members)

    def _and(self) -> tuple:
        members = [self._not()]
        while self.tokens and self.tokens[0] == "&&":
            self.tokens.pop(0)
            members.append(self._not())
        return members[0] if len(members) == 1 else ("and", members)

    def _not(self) -> tuple:
        token = self.tokens.pop(0)
        if token == "!":
            return ("not", [self._not()])
        if token == "(":
            inner = self._or()
            self.tokens.pop(0)
            return inner
        return ("id", token)

    def value(self, selected: set[str], not_applicable: set[str]) -> bool | None:
        return self._value(self.root, selected, not_applicable)

    def _value(self, node: tuple, selected: set[str], not_applicable: set[str]) -> bool | None:
        kind, inner = node
        if kind == "id":
            return None if inner in not_applicable else inner in selected
        held = [self._value(each, selected, not_applicable) for each in inner]
        if kind == "not":
            return None if held[0] is None else not held[0]
        stay = [each for each in held if each is not None]
        return all(stay) if kind == "and" else any(stay)
