"""A summary to print: in Japanese, with the texts of a shipped lens and of simulated people."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils import translation

from reviews.lenses import shipped
from reviews.rehearsal.words import Words
from reviews.summaries.document import Answer, Comment, Finding, Group, PillarSummary, Principle, Question
from workshop.groups import names

PILLAR, PLACE = "reliability", 3
GROUPS, FINDINGS, COMMENTS = 10, 5, 24


def summary(*, findings: int = FINDINGS) -> PillarSummary:
    """A summary of ten groups, each with so many findings and an answer to each question."""
    book, lens = Words().book, shipped.read("bootcamp")
    about = lens.companion["pillars"][PILLAR]
    questions = tuple(_question(one) for one in about["questions"].values())
    written = itertools.cycle(one for pillar in book["pillars"] for one in pillar["findings"])
    said = itertools.cycle(book["comments"] + [one for pillar in book["pillars"] for one in pillar["comments"]])
    answers = itertools.cycle(book["answers"])
    with translation.override("ja"):
        groups = tuple(
            _group(number, questions, itertools.islice(written, findings)) for number in range(1, GROUPS + 1)
        )
    return PillarSummary(
        language="ja",
        closed_at=datetime(2026, 11, 26, 6, 36, tzinfo=UTC),
        zone="Asia/Tokyo",
        version=1,
        session=book["title"]["ja"],
        number=PLACE,
        of=len(lens.companion["pillars"]),
        pillar=about["name"]["ja"],
        mark=about["mark"],
        definition=about["definition"]["ja"],
        principles=tuple(Principle(one["title"]["ja"], one["text"]["ja"]) for one in about["principles"]),
        scenario="やまがら便",
        facilitators=("白石", "ヌール"),
        questions=questions,
        groups=groups,
        comments=tuple(
            Comment(one["ja"], next(answers)["ja"], "answered") if number % 2 else Comment(one["ja"])
            for number, one in enumerate(itertools.islice(said, COMMENTS))
        ),
    )


def _question(written: dict) -> Question:
    return Question(written["title"]["ja"], tuple(choice["title"]["ja"] for choice in written["choices"].values()))


def _group(number: int, questions: tuple[Question, ...], findings: Iterable[dict]) -> Group:
    return Group(
        number=number,
        name=names.name_of(number),
        people=4 + number % 3,
        focus=questions[number % len(questions)].title,
        findings=tuple(_finding(f"{number}の{place}", one) for place, one in enumerate(findings, start=1)),
        answers=tuple(
            Answer(("high", "medium", "none")[(number + place) % 3], question.choices[: 1 + (number + place) % 3])
            for place, question in enumerate(questions)
        ),
    )


def _finding(place: str, written: dict) -> Finding:
    """A finding with a unique text, so that no layout can be reused."""
    title, as_is, to_be = (written[field]["ja"] for field in ("title", "as_is", "to_be"))
    return Finding(f"{title}（{place}）", f"{as_is}（{place}）", to_be, written["risk"], written["evidence"]["ja"])
