"""The content of a pillar's summary as frozen dataclasses. `queries` fills them, and `render` prints them.

Texts are as people wrote them; `render` replaces what the fonts cannot print.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import accumulate, batched
from math import ceil
from typing import Literal

type Risk = Literal["high", "medium", "none", "unanswered", "na"]

GROUPS_SIDE_BY_SIDE = 12  # more columns would leave too little room for the questions
AT_RISK = ("high", "medium")
LONG_FINDING = 1200  # characters; about a third of a page


@dataclass(frozen=True)
class Principle:
    title: str
    text: str = ""


@dataclass(frozen=True)
class Question:
    """A question of the lens with all its choices in the order of the lens, including those that nobody ticked.

    `advice` has the lens's improvement advice for each choice, empty where it has none.
    """

    title: str
    choices: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    title: str
    as_is: str = ""
    to_be: str = ""
    risk: Risk | Literal[""] = ""
    evidence: str = ""
    key: str = ""

    @property
    def may_split(self) -> bool:
        """Whether it may be split across pages. A long finding that is kept together would leave the page before it empty."""
        return sum(len(getattr(self, text)) for text in FINDING_TEXTS) > LONG_FINDING


FINDING_TEXTS = tuple(field.name for field in fields(Finding) if field.type == "str" and field.name != "key")


@dataclass(frozen=True)
class Answer:
    """A group's answer to one question: the titles of the ticked choices, or the reason why it does not apply."""

    risk: Risk = "unanswered"
    ticked: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Group:
    """A group and its work. `answers` has one answer for each question of the summary, in the same order.

    If not everything is printed (see `shares`), `left_out` has the findings that are missing or incomplete, and `begun` has the
    printed part of the first of them.
    """

    number: int
    name: str
    people: int
    focus: str = ""
    findings: tuple[Finding, ...] = ()
    answers: tuple[Answer, ...] = ()
    key: str = ""
    begun: tuple[Finding, ...] = ()
    left_out: tuple[Finding, ...] = ()

    @property
    def printed(self) -> tuple[Finding, ...]:
        return self.findings + self.begun

    @property
    def has_board(self) -> bool:
        """Whether there is more to print of its board than its name."""
        return bool(self.findings or self.left_out or self.focus)


@dataclass(frozen=True)
class Comment:
    text: str
    answer: str = ""
    state: Literal["shown", "answered"] = "shown"
    key: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the scenario's document to which a printed text refers, such as ¶23."""

    number: int
    text: str


@dataclass(frozen=True)
class RiskCounts:
    high: int = 0
    medium: int = 0
    none: int = 0
    na: int = 0
    unanswered: int = 0
    total: int = 0

    @classmethod
    def of(cls, risks: list[str]) -> RiskCounts:
        return cls(**Counter(risk or "unanswered" for risk in risks), total=len(risks))

    @property
    def given(self) -> int:
        return self.total - self.unanswered


@dataclass(frozen=True)
class Choice:
    title: str
    ticks: tuple[bool, ...]
    advice: str = ""  # printed where a group at risk lacks the choice


@dataclass(frozen=True)
class Reason:
    group: Group
    text: str


@dataclass(frozen=True)
class Row:
    """One question for several groups: the answer of each, who ticked which choice, and why it did not apply."""

    title: str
    answers: tuple[Answer, ...]
    choices: tuple[Choice, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Comparison:
    """A table of the answers of as many groups as fit side by side on a page, one row per question."""

    groups: tuple[Group, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class AnswerChange:
    """A question to which a group's answer changed. Both risks are the same if only the choices changed."""

    title: str
    before: Risk
    after: Risk


@dataclass(frozen=True)
class GroupChanges:
    """What was added to, changed in and removed from one group's board."""

    group: Group
    added: tuple[Finding, ...] = ()
    changed: tuple[Finding, ...] = ()
    removed: tuple[Finding, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    focus_changed: bool = False


@dataclass(frozen=True)
class Changes:
    """How a version differs from the previous one (see `changes`)."""

    since: int
    groups: tuple[GroupChanges, ...] = ()
    comments_added: int = 0
    comments_answered: int = 0
    comments_removed: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.comments_added or self.comments_answered or self.comments_removed)


@dataclass(frozen=True)
class PillarSummary:
    """Everything one summary prints.

    `number` is the pillar's position among the `of` pillars of the session. `mark` is one of ops, sec, rel, perf, cost and
    sus, or empty for any other pillar. `closed_at` is aware and printed in `zone`. `comments` are in the order of their random
    ids. `changes` is None in the first version. Keys identify findings and comments across versions and are not printed.
    """

    language: str
    closed_at: datetime
    zone: str
    version: int
    session: str
    number: int
    of: int
    pillar: str
    mark: str
    definition: str
    principles: tuple[Principle, ...]
    scenario: str
    facilitators: tuple[str, ...]
    questions: tuple[Question, ...]
    groups: tuple[Group, ...]
    comments: tuple[Comment, ...]
    paragraphs: tuple[Paragraph, ...] = ()
    changes: Changes | None = None

    @property
    def people(self) -> int:
        return sum(group.people for group in self.groups)

    @property
    def boards(self) -> list[Group]:
        return [group for group in self.groups if group.has_board]

    @property
    def without_findings(self) -> list[Group]:
        """The other groups, which are named in one line."""
        return [group for group in self.groups if not group.has_board]

    @property
    def findings(self) -> RiskCounts:
        return RiskCounts.of([finding.risk for group in self.groups for finding in group.findings + group.left_out])

    @property
    def answers(self) -> RiskCounts:
        return RiskCounts.of([answer.risk for group in self.groups for answer in group.answers])

    @property
    def answered_comments(self) -> int:
        return sum(comment.state == "answered" for comment in self.comments)

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the paragraphs that are quoted."""
        return frozenset(paragraph.number for paragraph in self.paragraphs)

    @property
    def has_advice(self) -> bool:
        return any(choice.advice for table in self.comparisons for row in table.rows for choice in row.choices)

    @property
    def principle_columns(self) -> list[tuple[Principle, ...]]:
        """The principles in two columns of about the same length, the first not shorter. A single principle has one column."""
        lengths = [len(principle.title) + len(principle.text) for principle in self.principles]
        sums = list(accumulate(lengths))
        first = bisect_left(sums, sums[-1] / 2) + 1 if sums else 0
        return [column for column in (self.principles[:first], self.principles[first:]) if column]

    @property
    def comparisons(self) -> list[Comparison]:
        """As few tables as the width of the page allows, of about the same width. None without groups or questions."""
        tables = ceil(len(self.groups) / GROUPS_SIDE_BY_SIDE)
        if not tables or not self.questions:
            return []
        return [_compared(self.questions, groups) for groups in batched(self.groups, ceil(len(self.groups) / tables))]


def _compared(questions: tuple[Question, ...], groups: tuple[Group, ...]) -> Comparison:
    by_question = zip(*(group.answers for group in groups), strict=True)
    return Comparison(groups, tuple(_row(*pair, groups) for pair in zip(questions, by_question, strict=True)))


def _row(question: Question, answers: tuple[Answer, ...], groups: tuple[Group, ...]) -> Row:
    """Choices are listed only if somebody ticked one. Under an unanswered question they would say nothing."""
    choices = question.choices if any(answer.ticked for answer in answers) else ()
    advice = question.advice or ("",) * len(choices)
    return Row(
        title=question.title,
        answers=answers,
        choices=tuple(_choice(*pair, answers) for pair in zip(choices, advice, strict=False)),
        reasons=tuple(
            Reason(group, answer.reason) for group, answer in zip(groups, answers, strict=True) if answer.reason
        ),
    )


def _choice(title: str, advice: str, answers: tuple[Answer, ...]) -> Choice:
    missing = any(answer.risk in AT_RISK and title not in answer.ticked for answer in answers)
    return Choice(title, tuple(title in answer.ticked for answer in answers), advice if missing else "")
