"""The risk of an answer by the lens's risk rules."""

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

    `na` for a question that does not apply; `unanswered` if nothing is selected and no choice is not applicable. A choice
    that is both selected and not applicable counts as not applicable. None if the format does not define a risk: no rule
    is true, or an undefined one (see conditions.holds) is before the first that is true. The caller passes only ids of the
    question, and no `_no` choice in `not_applicable` (see answer_sets.py).
    """
    if not applicable:
        return NOT_APPLICABLE
    if not selected and not not_applicable:
        return UNANSWERED
    rules = list(rules)
    place = deciding_rule(rules, selected, not_applicable)
    return None if place is None else rules[place][1]


def deciding_rule(
    rules: Iterable[tuple[str, str]], selected: Set[str], not_applicable: Set[str] = conditions.NOTHING
) -> int | None:
    """The index of the rule that decides: the first that is true. None if there is none, or an undefined one is before it."""
    for place, (condition, _risk) in enumerate(rules):
        truth = conditions.holds(condition, selected, not_applicable)
        if truth is not False:
            return place if truth else None
    return None
