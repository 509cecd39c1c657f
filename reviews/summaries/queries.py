"""What is read about summaries, and everything that one of them prints. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from django.db.models import F, Prefetch
from django.db.models.fields.json import KeyTransform
from django.utils import translation

from reviews.comments import queries as comments
from reviews.lenses import queries as lenses
from reviews.lenses.texts import in_language
from reviews.pillars import queries as pillars
from reviews.pillars.models import PillarReview
from reviews.scenarios import queries as scenarios
from reviews.scenarios import references
from reviews.scenarios.models import ScenarioVersion
from reviews.summaries import changes, document
from reviews.summaries.models import Summary
from reviews.tables import queries as tables
from workshop.groups import names
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session


@dataclass(frozen=True)
class Row:
    """A closed pillar and the versions of its summary, the newest first."""

    review: PillarReview
    summaries: list[Summary]
    is_desk: bool = False  # facilitators read a summary before it is published

    @property
    def newest(self) -> Summary:
        return self.summaries[0]

    @property
    def ready(self) -> list[Summary]:
        made = [summary for summary in self.summaries if summary.state == Summary.State.READY]
        return [summary for summary in made if self.is_desk or summary.ready_at]

    @property
    def is_awaited(self) -> bool:
        """Whether its newest summary is still being made, or not published for this reader."""
        made = self.newest.is_settled
        return not made or (self.newest.state == Summary.State.READY and self.newest not in self.ready)

    @property
    def may_be_corrected(self) -> bool:
        return self.review.state == PillarReview.State.CLOSED and self.newest.is_settled


def summaries_of(session: Session, *, is_desk: bool = False) -> list[Row]:
    """One row for each pillar that was closed, in the order of the lens. Needs two queries."""
    closed = PillarReview.objects.filter(review__session=session, closed_at__isnull=False).select_related("pillar")
    newest_first = Summary.objects.order_by("-version").defer("content")
    reviews = closed.order_by("pillar__position").prefetch_related(Prefetch("summaries", newest_first))
    return [Row(review, list(review.summaries.all()), is_desk) for review in reviews]


def outdated_in(session: Session) -> set[UUID]:
    """The closed pillars whose newest summary prints other comments than it would print now. Needs three queries."""
    closed = PillarReview.objects.filter(review__session=session, state=PillarReview.State.CLOSED)
    newest = Summary.objects.filter(pillar_review__in=closed).order_by("pillar_review", "version")
    versions = newest.annotate(printed=KeyTransform("comments", "content"), topic=F("pillar_review__pillar__key"))
    rows = {row["pillar_review"]: row for row in versions.values("pillar_review", "ready_at", "topic", "printed")}
    now = comments_by_pillar(session)
    return {
        review
        for review, row in rows.items()
        if row["ready_at"]  # everyone can read it
        and row["printed"] is not None  # versions of 0.1 did not store what they print
        and _printed(row["printed"]) != [(one.key, one.state, one.answer) for one in now[row["topic"]]]
    }


def _printed(comments: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(one["key"], one["state"], one["answer"]) for one in comments]


def comments_by_pillar(session: Session) -> dict[str, list[comments.Said]]:
    """Every shown comment, under the key of the pillar whose summary prints it.

    This is the pillar in which it was shown. A comment that was shown before the first pillar, or in a pillar whose beginning
    was undone, is printed with the pillar that began first.
    """
    reviews = pillars.pillar_reviews_of(session.pk)
    begun = [key for _begun, key in sorted((one.opened_at, one.pillar.key) for one in reviews if one.opened_at)]
    found: dict[str, list[comments.Said]] = {key: [] for key in begun}
    for comment in comments.comments_for_summaries(session) if begun else ():
        found[comment.topic if comment.topic in found else begun[0]].append(comment)
    return found


def still_waiting(session: Session, review: PillarReview) -> tuple[int, list[str]]:
    """What closing a pillar would leave behind: how many comments nobody has decided on, and the tables without an answer."""
    boards = tables.boards_of(review, tables.groups_at(session, review))
    return comments.counts_of(session)["to_check"], [board.name for board in boards if not board.answered]


def ready(session: Session, summary_id: UUID, *, is_desk: bool) -> Summary | None:
    """The summary of this id if it is made, and for readers other than facilitators if it is published as well."""
    summaries = Summary.objects.filter(pillar_review__review__session=session, state=Summary.State.READY)
    if not is_desk:
        summaries = summaries.filter(ready_at__isnull=False)
    return summaries.select_related("pillar_review__pillar").filter(pk=summary_id).first()


def ordered(session: Session, summary_id: UUID) -> Summary | None:
    summaries = Summary.objects.filter(pillar_review__review__session=session)
    return summaries.select_related("pillar_review__review__session").filter(pk=summary_id).first()


def session_of(summary_id: UUID | str) -> UUID:
    return Summary.objects.values_list("pillar_review__review__session", flat=True).get(pk=summary_id)


def attempts_at(summary_id: UUID | str) -> int:
    """The number of attempts to make a summary, including the present one."""
    return Summary.objects.values_list("attempts", flat=True).get(pk=summary_id)


def pillar_summary(summary_id: UUID | str) -> document.PillarSummary:
    """Everything the summary prints, in the session's first language."""
    related = (
        "pillar_review__pillar__version",
        "pillar_review__review__session",
        "pillar_review__review__scenario_version",
    )
    summary = Summary.objects.select_related(*related).get(pk=summary_id)
    review = summary.pillar_review
    session = review.review.session
    with translation.override(session.languages[0]):
        filled = _filled(summary, review, session, session.languages[0])
    before = review.summaries.filter(version__lt=summary.version, content__isnull=False).order_by("-version").first()
    if before is None or before.content is None:
        return filled
    return replace(filled, changes=changes.since(changes.from_json(before.content), filled))


def _filled(summary: Summary, review: PillarReview, session: Session, language: str) -> document.PillarSummary:
    pillar = review.pillar
    assert review.closed_at, "a summary is ordered by closing its pillar"  # noqa: S101  for mypy
    groups = tuple(_group(board) for board in tables.boards_of(review, tables.groups_at(session, review)))
    said = tuple(
        document.Comment(comment.text, comment.answer, comment.state, key=comment.key)
        for comment in comments_by_pillar(session)[pillar.key]
    )
    return document.PillarSummary(
        language=language,
        closed_at=review.closed_at,
        zone=session.zone,
        version=summary.version,
        session=session.title,
        number=pillar.number,
        of=pillar.version.pillars.count(),
        pillar=in_language(pillar.name),
        mark=pillar.mark,
        definition=in_language(pillar.definition),
        principles=tuple(
            document.Principle(in_language(one.title), in_language(one.text)) for one in pillar.principles.all()
        ),
        scenario=in_language(review.review.scenario_version.title),
        facilitators=tuple(sessions.facilitators_of(session)),
        questions=tuple(
            document.Question(
                in_language(question.title),
                tuple(in_language(choice.title) for choice in question.choices.all()),
                tuple(in_language(choice.improvement) for choice in question.choices.all()),
            )
            for question in lenses.questions_of(pillar)
        ),
        groups=groups,
        comments=said,
        paragraphs=_paragraphs(review.review.scenario_version, groups, said),
    )


def _paragraphs(
    version: ScenarioVersion, groups: tuple[document.Group, ...], said: tuple[document.Comment, ...]
) -> tuple[document.Paragraph, ...]:
    """The paragraphs of the scenario's document to which findings, comments and their answers refer."""
    findings = [finding for group in groups for finding in group.findings]
    texts = [getattr(finding, text) for finding in findings for text in document.FINDING_TEXTS]
    texts += [text for comment in said for text in (comment.text, comment.answer)]
    quoted = scenarios.paragraphs_of(version, references.numbers_in(texts))
    return tuple(document.Paragraph(number, text) for number, text in quoted.items())


def _group(board: tables.Board) -> document.Group:
    return document.Group(
        key=board.group.pk.hex,
        number=board.group.number,
        name=str(names.name_of(board.group.number)),
        people=board.people,
        focus=in_language(board.focus.title) if board.focus else "",
        findings=tuple(
            document.Finding(
                key=finding.pk.hex,
                risk=cast("document.Risk", finding.risk),
                **{text: getattr(finding, text) for text in document.FINDING_TEXTS},
            )
            for finding in board.findings
        ),
        answers=tuple(
            document.Answer(
                cast("document.Risk", answer.risk or "unanswered"),
                tuple(in_language(choice.title) for choice in answer.chosen),
            )
            for answer in board.answers
        ),
    )
