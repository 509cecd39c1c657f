"""The conditions of risk rules: `!`, `&&`, `||`, parentheses and choice ids, or the literal `default`.

Parsed without recursion (operator precedence, `!` before `&&` before `||`), so that no depth of nesting matters.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

TOKEN = re.compile(r"\s*(\|\||&&|!|\(|\)|[A-Za-z0-9_]+)")
STRENGTH = {"||": 1, "&&": 2, "!": 3}
DEFAULT = "default"


class ConditionError(ValueError):
    """The condition cannot be read. `place` is the offset of what was not expected."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.place = place


@lru_cache(maxsize=4096)
def parse(condition: str) -> tuple[str, ...]:
    """The condition in postfix order. Raises ConditionError."""
    output: list[str] = []
    operators: list[str] = []
    wants_operand = True
    place = 0
    text = condition.rstrip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found:
            unread = len(text) - len(text[place:].lstrip())
            raise ConditionError("not an id, an operator or a parenthesis", unread)
        token, place = found[1], found.end()
        if token == "(" or token == "!":
            if not wants_operand:
                raise ConditionError("an operator is missing", found.start(1))
            operators.append(token)
        elif token == ")":
            if wants_operand:
                raise ConditionError("an id is missing", found.start(1))
            while operators and operators[-1] != "(":
                output.append(operators.pop())
            if not operators:
                raise ConditionError("a parenthesis closes that never opened", found.start(1))
            operators.pop()
        elif token in STRENGTH:
            if wants_operand:
                raise ConditionError("an id is missing", found.start(1))
            while operators and operators[-1] != "(" and STRENGTH[operators[-1]] >= STRENGTH[token]:
                output.append(operators.pop())
            operators.append(token)
            wants_operand = True
        else:
            if not wants_operand:
                raise ConditionError("an operator is missing", found.start(1))
            output.append(token)
            wants_operand = False
    if wants_operand:
        raise ConditionError("an id is missing", len(text))
    if "(" in operators:
        raise ConditionError("a parenthesis is never closed", len(text))
    return (*output, *reversed(operators))


def ids(condition: str) -> set[str]:
    return {token for token in parse(condition) if token not in STRENGTH and token != DEFAULT}


def holds(condition: str, selected: Set[str]) -> bool:
    """Whether the condition is true for these choices."""
    if condition.strip() == DEFAULT:
        return True
    stack: list[bool] = []
    for token in parse(condition):
        if token == "!":
            stack.append(not stack.pop())
        elif token in STRENGTH:
            right, left = stack.pop(), stack.pop()
            stack.append(left and right if token == "&&" else left or right)
        else:
            stack.append(token in selected)
    return stack.pop()
