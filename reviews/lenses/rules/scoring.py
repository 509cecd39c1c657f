"""The risk of an answer, as the lens's rules define it."""

from __future__ import annotations

from collections.abc import Iterable, Set

from reviews.lenses.rules import conditions

UNANSWERED = "unanswered"
NOT_APPLICABLE = "na"


def risk_of(
    rules: Iterable[tuple[str, str]],
    selected: Set[str],
    not_applicable: Set[str] = conditions.NOTHING,
    *,
    applicable: bool = True,
) -> str | None:
    """`high`, `medium` or `none` by the first rule whose condition is true; `rules` are (condition, risk) in the file's order.

    `na` for a question that does not apply; `unanswered` where nothing is selected and no choice is not applicable. A
    choice that is both counts as not applicable. None where the format does not define a risk: no rule is true, or one
    that is undefined (see conditions.holds) comes before the first that is true. Ids are those of the question alone, and
    no `_no` choice is among `not_applicable`: see answers.py.
    """
    if not applicable:
        return NOT_APPLICABLE
    if not selected and not not_applicable:
        return UNANSWERED
    rules = list(rules)
    place = speaking(rules, selected, not_applicable)
    return None if place is None else rules[place][1]


def speaking(
    rules: Iterable[tuple[str, str]], selected: Set[str], not_applicable: Set[str] = conditions.NOTHING
) -> int | None:
    """Which rule decides, counted from 0: the first that is true. None where none is, or an undefined one comes before it."""
    for place, (condition, _risk) in enumerate(rules):
        truth = conditions.holds(condition, selected, not_applicable)
        if truth is not False:
            return place if truth else None
    return None
