"""The conditions of risk rules: `!`, `&&`, `||`, parentheses and choice ids, or only the literal `default`.

They are parsed and evaluated without recursion (operator precedence, `!` before `&&` before `||`), so nesting may be of
any depth. docs/adr/0015-conditions-are-parsed-by-hand.md says why no parsing library is used.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOKEN = re.compile(r"\|\||&&|[!()]|[A-Za-z0-9_]+|\S")
ID = re.compile(r"[A-Za-z0-9_]+")
STRENGTH = {"||": 1, "&&": 2, "!": 3}
DEFAULT = "default"
LONG = 4_000  # characters; a file with a longer condition is refused. The longest published one has 206
NOTHING: frozenset[str] = frozenset()

NOT_A_TOKEN = _("This is not a choice id, an operator (&&, ||, !) or a parenthesis.")
ID_MISSING = _("A choice id is missing here.")
OPERATOR_MISSING = _("An operator (&& or ||) is missing here.")
NEVER_OPENED = _("This closing parenthesis has no opening one.")
NEVER_CLOSED = _("A parenthesis is never closed.")
DEFAULT_ALONE = _("“default” must be used alone; it cannot be part of a longer condition.")


class ConditionError(ValueError):
    """The condition cannot be read. `place` is the offset of the error, `reason` a sentence for the author."""

    def __init__(self, reason: str | Promise, place: int) -> None:
        super().__init__(reason, place)
        self.reason = reason
        self.place = place

    def __str__(self) -> str:
        return str(self.reason)


def parse(condition: str) -> tuple[str, ...]:
    """The tokens of the condition in postfix order, without `!!`. Raises ConditionError."""
    return _long(condition) if len(condition) > LONG else _short(condition)


def is_default(condition: str) -> bool:
    return condition.strip() == DEFAULT


def ids(condition: str) -> set[str]:
    return {token for token in parse(condition) if token not in STRENGTH and token != DEFAULT}


def holds(condition: str, selected: Set[str], not_applicable: Set[str] = NOTHING) -> bool | None:
    """Whether the condition is true for these choices; None if it is undefined.

    A choice that is not applicable is left out, with any `!` before it. An AND of which nothing is left is true, an OR false.
    A condition that consists only of such a choice is undefined.
    """
    program = parse(condition)
    if program == (DEFAULT,):
        return True
    stack: list[bool | None] = []
    for token in program:
        if token not in STRENGTH:
            stack.append(None if token in not_applicable else token in selected)
        elif token == "!":
            value = stack[-1]
            stack[-1] = None if value is None else not value
        else:
            right, left = stack.pop(), stack[-1]
            # With "left out" as a third value: AND is "neither is false", OR is "either is true".
            if token == "&&":
                stack[-1] = left is not False and right is not False
            else:
                stack[-1] = left is True or right is True
    return stack[0]


def repeated(condition: str) -> list[str]:
    """Choices that occur more than once among the operands of one && or one ||, where once would be enough."""
    found: dict[str, None] = {}
    stack: list[tuple[str, set[str]]] = []  # an operator, and the choices (or !choices) among its operands
    for token in parse(condition):
        if token not in STRENGTH:
            stack.append(("", {token}))
        elif token == "!":
            operator, members = stack.pop()
            stack.append(("", {f"!{member}" for member in members} if operator == "" else set()))
        else:
            right, left = stack.pop(), stack.pop()
            few, many = sorted(
                (members if operator in ("", token) else set() for operator, members in (left, right)), key=len
            )
            found |= dict.fromkeys(member.removeprefix("!") for member in few if member in many)
            many |= few
            stack.append((token, many))
    return list(found)


def _parse(condition: str) -> tuple[str, ...]:
    if is_default(condition):
        return (DEFAULT,)
    output: list[str] = []
    operators: list[str] = []
    wants_operand = True
    for number, token in enumerate(TOKEN.findall(condition)):
        if token == "(" or token == "!":
            if not wants_operand:
                raise _error(OPERATOR_MISSING, condition, number)
            operators.append(token)
        elif token == ")":
            if wants_operand:
                raise _error(ID_MISSING, condition, number)
            _take(operators, output, stronger_than=0)
            if not operators:
                raise _error(NEVER_OPENED, condition, number)
            operators.pop()
        elif token in STRENGTH:
            if wants_operand:
                raise _error(ID_MISSING, condition, number)
            _take(operators, output, stronger_than=STRENGTH[token])
            operators.append(token)
            wants_operand = True
        else:
            if not ID.match(token):
                raise _error(NOT_A_TOKEN, condition, number)
            if not wants_operand:
                raise _error(OPERATOR_MISSING, condition, number)
            if token == DEFAULT:
                raise _error(DEFAULT_ALONE, condition, number)
            output.append(token)
            wants_operand = False
    if wants_operand:
        raise ConditionError(ID_MISSING, len(condition.rstrip()))
    _take(operators, output, stronger_than=0)
    if operators:
        raise ConditionError(NEVER_CLOSED, len(condition.rstrip()))
    return tuple(output)


def _error(reason: Promise, condition: str, number: int) -> ConditionError:
    """An error at the token with this number."""
    return ConditionError(reason, next(islice(TOKEN.finditer(condition), number, None)).start())


def _take(operators: list[str], output: list[str], *, stronger_than: int) -> None:
    """Move operators that bind at least this strongly to the output, back to the last open parenthesis."""
    while operators and operators[-1] != "(" and STRENGTH[operators[-1]] >= stronger_than:
        operator = operators.pop()
        if operator == "!" and output[-1] == "!":
            output.pop()
        else:
            output.append(operator)


_short = lru_cache(maxsize=4096)(_parse)
_long = lru_cache(maxsize=4)(_parse)
