"""How much of each group a document prints, so that what one group writes costs the others no summary. Pure.

Few lines of text can fill many sheets, and laying out sheets takes time and memory. So a document prints so much of all groups
together; where there is more, each group has the same share, what a group does not need goes to the others, and the document
says how many findings are missing. What an attempt could not print in its time, the next one tries with less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from reviews.summaries.document import Changes, Finding, Group, GroupChanges, PillarSummary

PRINTED = (600_000, 150_000, 40_000)  # of all groups, by the attempt; about 300 sheets at the first
LINE = 40  # what a line weighs at least, in characters
ROW = 80  # what a finding weighs beside its words
FIELDS = ("title", "as_is", "to_be", "evidence")


def fitted(summary: PillarSummary, attempt: int) -> PillarSummary:
    """The same summary with no more of each group than its share. One that fits is not touched."""
    most = PRINTED[min(attempt, len(PRINTED)) - 1]
    share = fair_share([_weight_of_all(group.findings) for group in summary.groups], most)
    changes = summary.changes and _changes(summary.changes, most)
    return replace(summary, groups=tuple(_group(group, share) for group in summary.groups), changes=changes)


def fair_share(wanted: Sequence[int], most: int) -> int:
    """What each may have so that all together have at most `most`, and nobody is cut while another one could have less."""
    left = most
    for number, one in enumerate(sorted(wanted)):
        share = left // (len(wanted) - number)
        if one > share:
            return share
        left -= one
    return most


def _group(group: Group, share: int) -> Group:
    whole = _first_that_fit(group.findings, share)
    if len(whole) == len(group.findings):
        return group
    left_out = group.findings[len(whole) :]
    begun = _beginning(left_out[0], share - _weight_of_all(whole))
    return replace(group, findings=whole, begun=begun, left_out=left_out)


def _first_that_fit(findings: Sequence[Finding], share: int) -> tuple[Finding, ...]:
    for number, finding in enumerate(findings):
        share -= _weight(finding)
        if share < 0:
            return tuple(findings[:number])
    return tuple(findings)


def _beginning(finding: Finding, share: int) -> tuple[Finding, ...]:
    """As much of a finding as fits; nothing where not even its title does."""
    share -= ROW
    cut: dict[str, Any] = {}
    for field in FIELDS:
        text = getattr(finding, field)
        cut[field] = text if _length(text) <= share else _cut(text, share)
        share = max(0, share - _length(text))
    return (replace(finding, **cut),) if cut["title"] else ()


def _cut(text: str, share: int) -> str:
    """Whole lines that fit, and what fits of the next."""
    kept = []
    for line in text.split("\n"):
        if share < LINE:
            break
        kept.append(line[:share])
        share -= max(LINE, len(line))
    return "\n".join(kept) + "…" if kept else ""


def _changes(changes: Changes, most: int) -> Changes:
    """Of each group's gained, changed and lost findings, whose titles alone are printed, no more than fit."""
    kinds = 3 * max(1, len(changes.groups))
    return replace(changes, groups=tuple(_titles_that_fit(group, most // kinds) for group in changes.groups))


def _titles_that_fit(group: GroupChanges, share: int) -> GroupChanges:
    def fitting(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return _first_that_fit([Finding(one.title, risk=one.risk, key=one.key) for one in findings], share)

    return replace(
        group,
        added=group.added[: len(fitting(group.added))],
        changed=group.changed[: len(fitting(group.changed))],
        removed=group.removed[: len(fitting(group.removed))],
    )


def _weight_of_all(findings: Iterable[Finding]) -> int:
    return sum(map(_weight, findings))


def _weight(finding: Finding) -> int:
    return ROW + sum(_length(getattr(finding, field)) for field in FIELDS)


def _length(text: str) -> int:
    """Its characters, with a line for each that it begins."""
    return sum(max(LINE, len(line)) for line in text.split("\n")) if text else 0
