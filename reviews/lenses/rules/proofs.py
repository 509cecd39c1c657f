"""Proves a question's risk rules by a truth table over all answers, in bit masks.

An integer of 2^n bits is a column of the table: bit s belongs to the answer in which practice i is ticked if bit i of s is
set. So one `&` of two integers compares all answers at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reviews.lenses.format import schema
from reviews.lenses.rules import conditions

MOST = 15  # choices of a question that is proved: 2^15 answers
WORST_FIRST = ("high", "medium", "none")


@dataclass(frozen=True)
class Worse:
    """An answer whose risk becomes worse by a further practice."""

    ticked: tuple[str, ...]
    add: str
    before: str
    after: str


@dataclass(frozen=True)
class Proof:
    """What is true for all answers to a question.

    An answer is a set of ticked practices that is not empty: the empty one is unanswered. A choice whose id ends in `_no`
    is not a practice and is never ticked; no choice is not applicable.
    """

    proved: bool  # False if the question has more than 15 choices; then the other fields have no meaning
    practices: tuple[str, ...] = ()
    reachable: tuple[tuple[str, int], ...] = ()  # risk and how many answers get it, worst first
    unreachable: tuple[str, ...] = ()  # risks that a rule names and no answer gets
    undefined: int = (
        0  # answers for which no rule is true: they have no risk, and are neither better nor worse than others
    )
    all_best: bool = False  # all practices together get the lowest of the reachable risks
    monotone: bool = False  # no answer that has a risk gets a worse one by a further practice
    worse: tuple[Worse, ...] = ()  # the fewest ticked first
    worse_count: int = 0  # may be more than the length of `worse`
    idle: tuple[str, ...] = ()  # practices that change nothing, whatever else is ticked, or nothing else
    has_default: bool = False
    default_last: bool = False

    @property
    def answers(self) -> int:
        return 2 ** len(self.practices) - 1


def prove(question: dict, *, at_most: int | None = None) -> Proof:
    """The proof of a question of a lens file that can be used (no error in the open profile)."""
    choices = [choice["id"] for choice in question.get("choices", [])]
    rules = [(rule["condition"], schema.RISKS[rule["risk"]]) for rule in question.get("riskRules", [])]
    return prove_rules(choices, rules, at_most=at_most)


def prove_rules(choices: Sequence[str], rules: Sequence[tuple[str, str]], *, at_most: int | None = None) -> Proof:
    """The proof for these choice ids and rules (condition, risk), both in the file's order; `at_most` shortens `worse`.

    Best is the lowest risk that any answer gets, not "no risk": a question that knows two risks only can be sound. Whether a
    named risk is out of reach is said apart. Whether a practice is idle is asked of the rules themselves, so here the
    empty set counts too, read as they read it: else any single tick would turn unanswered into answered.
    """
    choices = tuple(dict.fromkeys(choices))
    if len(choices) > MOST:
        return Proof(proved=False)
    practices = tuple(choice for choice in choices if not schema.is_none_of_these(choice))
    every, columns = _columns(len(practices))
    masks, undefined = _split(rules, dict(zip(practices, columns, strict=True)), every)
    answered = every ^ 1
    counts = {risk: (masks.get(risk, 0) & answered).bit_count() for risk in WORST_FIRST}
    reachable = tuple((risk, count) for risk, count in counts.items() if count)
    named = {risk for _condition, risk in rules}
    everything = next((risk for risk, mask in masks.items() if mask >> (every.bit_length() - 1)), None)
    steps = list(_steps(masks, columns, answered))
    defaults = [conditions.is_default(condition) for condition, _risk in rules]
    return Proof(
        proved=True,
        practices=practices,
        reachable=reachable,
        unreachable=tuple(risk for risk in WORST_FIRST if risk in named and not counts[risk]),
        undefined=(undefined & answered).bit_count(),
        all_best=not practices or (bool(reachable) and everything == reachable[-1][0]),
        monotone=not steps,
        worse=_listed(steps, practices, at_most),
        worse_count=sum(mask.bit_count() for _place, _before, _after, mask in steps),
        idle=_idle(practices, columns, [*masks.values(), undefined]),
        has_default=any(defaults),
        default_last=True in defaults[-1:] and True not in defaults[:-1],
    )


def risks_given(choices: Sequence[str], rules: Sequence[tuple[str, str]]) -> set[str] | None:
    """The risks that some answer gets, counting answers with ticked `_no` choices. None if there are more than 15 choices."""
    choices = tuple(dict.fromkeys(choices))
    if len(choices) > MOST:
        return None
    every, columns = _columns(len(choices))
    masks, _undefined = _split(rules, dict(zip(choices, columns, strict=True)), every)
    return {risk for risk, mask in masks.items() if mask & (every ^ 1)}


@lru_cache(maxsize=MOST + 1)
def _columns(count: int) -> tuple[int, tuple[int, ...]]:
    """The mask of all answers, and for each practice the mask of the answers in which it is ticked."""
    every = (1 << (1 << count)) - 1
    columns = []
    for place in range(count):
        half = (1 << (1 << place)) - 1  # so many answers without it, then as many with it, alternating
        columns.append(every // ((half << (1 << place)) | half) * (half << (1 << place)))
    return every, tuple(columns)


def _split(rules: Sequence[tuple[str, str]], column_of: dict[str, int], every: int) -> tuple[dict[str, int], int]:
    """The masks of the answers that get each risk, and of those for which no rule is true."""
    masks: dict[str, int] = {}
    left = every
    for condition, risk in rules:
        found = _truth(condition, column_of, every) & left
        masks[risk] = masks.get(risk, 0) | found
        left ^= found
    return masks, left


def _truth(condition: str, column_of: dict[str, int], every: int) -> int:
    """The answers for which the condition is true. Ids that are not practices are never ticked."""
    stack: list[int] = []
    for token in conditions.parse(condition):
        if token == conditions.DEFAULT:
            stack.append(every)
        elif token not in conditions.STRENGTH:
            stack.append(column_of.get(token, 0))
        elif token == "!":
            stack[-1] ^= every
        else:
            right = stack.pop()
            stack[-1] = stack[-1] & right if token == "&&" else stack[-1] | right
    return stack[0]


def _steps(masks: dict[str, int], columns: Sequence[int], answered: int) -> Iterator[tuple[int, str, str, int]]:
    """Each practice, the risk before and after it is added, and the mask of the answers that become worse by it."""
    for place, column in enumerate(columns):
        without = answered & ~column
        for better, before in enumerate(WORST_FIRST):
            for after in WORST_FIRST[:better]:
                found = masks.get(before, 0) & without & (masks.get(after, 0) >> (1 << place))
                if found:
                    yield place, before, after, found


def _listed(steps: list[tuple[int, str, str, int]], practices: Sequence[str], at_most: int | None) -> tuple[Worse, ...]:
    found = [
        (state.bit_count(), state, place, before, after)
        for place, before, after, mask in steps
        for state, bit in enumerate(reversed(format(mask, "b")))
        if bit == "1"
    ]
    return tuple(
        Worse(
            tuple(practice for i, practice in enumerate(practices) if state >> i & 1), practices[place], before, after
        )
        for _count, state, place, before, after in sorted(found)[:at_most]
    )


def _idle(practices: Sequence[str], columns: Sequence[int], masks: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        practice
        for place, (practice, column) in enumerate(zip(practices, columns, strict=True))
        if not any((mask & ~column) ^ (mask >> (1 << place) & ~column) for mask in masks)
    )
