"""The risk of an answer, as the lens's rules define it."""

from __future__ import annotations

from collections.abc import Iterable, Set

from reviews.library import conditions

UNANSWERED = "unanswered"
NOT_APPLICABLE = "na"


def risk_of(rules: Iterable[tuple[str, str]], selected: Set[str], *, applicable: bool = True) -> str | None:
    """`high`, `medium` or `none` by the first rule whose condition is true; `rules` are (condition, risk) in the file's order.

    `na` for a question that does not apply, `unanswered` where nothing is selected. None where no rule is true and none
    is the default: the format does not define a risk then.
    """
    if not applicable:
        return NOT_APPLICABLE
    if not selected:
        return UNANSWERED
    return next((risk for condition, risk in rules if conditions.holds(condition, selected)), None)
