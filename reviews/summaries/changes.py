"""How one version of a pillar's summary differs from the previous one, and how versions are stored for that."""

from __future__ import annotations

from dataclasses import replace

from cattrs.preconf.json import make_converter

from reviews.summaries.document import AnswerChange, Changes, Group, GroupChanges, PillarSummary, Question

_converter = make_converter()


def as_json(summary: PillarSummary) -> dict:
    """The content of a version as data for JSON, without its changes since the previous one."""
    return _converter.unstructure(replace(summary, changes=None))


def from_json(data: dict) -> PillarSummary:
    """The inverse of `as_json`, also for data of earlier versions: new fields have their defaults, removed fields are ignored."""
    return _converter.structure(data, PillarSummary)


def since(before: PillarSummary, now: PillarSummary) -> Changes:
    """The changes between two versions. Findings and comments are matched by their keys, so that a reworded one counts as changed."""
    groups = {group.key: group for group in before.groups}
    by_group = [_of_group(groups.pop(group.key, None), group, now.questions) for group in now.groups]
    by_group += [GroupChanges(group, removed=group.findings) for group in groups.values() if group.findings]
    old = {comment.key: comment for comment in before.comments}
    new = {comment.key: comment for comment in now.comments}
    return Changes(
        since=before.version,
        groups=tuple(changes for changes in by_group if changes != GroupChanges(changes.group)),
        comments_added=len(new.keys() - old.keys()),
        comments_removed=len(old.keys() - new.keys()),
        comments_answered=sum(
            comment.state == "answered" and (comment.state, comment.answer) != (old[key].state, old[key].answer)
            for key, comment in new.items()
            if key in old
        ),
    )


def _of_group(before: Group | None, now: Group, questions: tuple[Question, ...]) -> GroupChanges:
    before = before or Group(now.number, now.name, 0)
    old = {finding.key: finding for finding in before.findings}
    new = {finding.key: finding for finding in now.findings}
    pairs = zip(questions, before.answers, now.answers, strict=False)  # a new group had no answers
    return GroupChanges(
        group=now,
        added=tuple(finding for finding in now.findings if finding.key not in old),
        changed=tuple(finding for finding in now.findings if finding != old.get(finding.key, finding)),
        removed=tuple(finding for finding in before.findings if finding.key not in new),
        answers=tuple(
            AnswerChange(question.title, was.risk, is_now.risk) for question, was, is_now in pairs if was != is_now
        ),
        focus_changed=before.focus != now.focus,
    )
