"""Limits how much of each group a document prints, so that one long group cannot prevent the summary.

Little text can fill many pages, and layout takes time and memory. So there is a limit for all groups together. If they exceed it,
each has the same share, what one does not need goes to the others, and the document says how many findings are missing. If an
attempt takes too long, the next one has a lower limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from reviews.summaries.document import FINDING_TEXTS, Changes, Finding, Group, GroupChanges, PillarSummary

PRINTED = (600_000, 150_000, 40_000)  # characters of all groups, by attempt; the first is about 300 pages
LINE = 40  # characters that a line counts at least
ROW = 80  # characters that a finding counts in addition to its text


def fitted(summary: PillarSummary, attempt: int) -> PillarSummary:
    """The summary with no more of each group than its share. A summary within the limit is not changed."""
    most = PRINTED[min(attempt, len(PRINTED)) - 1]
    share = fair_share([_weight_of_all(group.findings) for group in summary.groups], most)
    changes = summary.changes and _changes(summary.changes, most)
    return replace(summary, groups=tuple(_group(group, share) for group in summary.groups), changes=changes)


def fair_share(wanted: Sequence[int], most: int) -> int:
    """The largest equal share so that the sum of `min(wanted, share)` is at most `most`."""
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
    """As much of a finding as fits, or nothing if its title does not fit."""
    share -= ROW
    cut: dict[str, Any] = {}
    for field in FINDING_TEXTS:
        text = getattr(finding, field)
        cut[field] = text if _length(text) <= share else _cut(text, share)
        share = max(0, share - _length(text))
    return (replace(finding, **cut),) if cut["title"] else ()


def _cut(text: str, share: int) -> str:
    """The lines that fit, and the part of the next one that fits."""
    kept = []
    for line in text.split("\n"):
        if share < LINE:
            break
        kept.append(line[:share])
        share -= max(LINE, len(line))
    return "\n".join(kept) + "…" if kept else ""


def _changes(changes: Changes, most: int) -> Changes:
    """No more of each group's added, changed and removed findings than fit. Only their titles are printed."""
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
    return ROW + sum(_length(getattr(finding, field)) for field in FINDING_TEXTS)


def _length(text: str) -> int:
    """The number of characters, where each line counts at least LINE."""
    return sum(max(LINE, len(line)) for line in text.split("\n")) if text else 0
