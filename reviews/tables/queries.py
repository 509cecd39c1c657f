"""Queries about tables. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise

from reviews.lenses import queries as lenses
from reviews.lenses.models import Choice, Question
from reviews.lenses.rules import scoring
from reviews.pillars import queries as pillars
from reviews.pillars.models import PillarReview
from reviews.tables.models import Answer, Entry, Finding, Focus, ReportedText, Tick
from reviews.tables.models.findings import Worded
from workshop.compiled import compiled
from workshop.groups import names
from workshop.groups.models import Group, Member
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session, Stage

SHOWN_ENTRIES = 300
FINDINGS_ON_THE_SCREEN = 6  # of one board
SHOWN_DELETIONS = 5
PEOPLE_OF_A_FINDING = ("participant", "facilitator", "changed_by_participant", "changed_by_facilitator")


@dataclass(frozen=True)
class People:
    """The names of those who gave an answer its present form; empty where nobody is known.

    `of_change` made `change`: they unticked the choice `unticked`, or said whether the question applies.
    """

    ticked: Mapping[str, str] = field(default_factory=dict)  # by the key of the choice
    focus: str = ""
    change: str = ""
    of_change: str = ""
    unticked: Choice | None = None


@dataclass(frozen=True)
class Answered:
    """A question and a group's answer so far."""

    question: Question
    ticked: frozenset[str]
    applicable: bool
    risk: str | None  # None: the lens does not define one
    is_focus: bool
    people: People = field(default_factory=lambda: People())

    @property
    def choices(self) -> list[tuple[Choice, bool]]:
        return [(choice, choice.key in self.ticked) for choice in self.question.choices.all()]

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice, ticked in self.choices if ticked]

    @property
    def is_answered(self) -> bool:
        return self.risk != scoring.UNANSWERED


@dataclass(frozen=True)
class Board:
    """A group's findings and answers for a pillar."""

    group: Group
    findings: list[Finding]
    answers: list[Answered]

    @property
    def name(self) -> str:
        return str(names.shown(self.group.number))

    @property
    def people(self) -> int:
        return len(self.group.members.all())

    @property
    def answered(self) -> int:
        return sum(answer.is_answered for answer in self.answers)

    @property
    def risks(self) -> list[tuple[str, int]]:
        """How many answers have which risk, the highest first."""
        counts = Counter(answer.risk for answer in self.answers if answer.is_answered)
        return [(risk, counts[risk]) for risk in ("high", "medium", "none") if counts[risk]]

    @property
    def more_findings(self) -> int:
        """How many findings the comment screen leaves out."""
        return max(0, len(self.findings) - FINDINGS_ON_THE_SCREEN)

    @property
    def focus(self) -> Question | None:
        return next((answer.question for answer in self.answers if answer.is_focus), None)

    @property
    def is_empty(self) -> bool:
        return not self.findings and not self.answered and self.focus is None


def entries_of(groups: list[Group], review: PillarReview) -> dict[UUID, list[Entry]]:
    """The last SHOWN_ENTRIES entries of each group about a pillar, in the order of its room."""
    from_the_last = Window(RowNumber(), partition_by="group", order_by=F("told_at").desc())
    talk = Entry.objects.filter(group__in=groups, pillar_review=review).annotate(nth=from_the_last)
    last = talk.filter(nth__lte=SHOWN_ENTRIES).select_related("participant", "facilitator").order_by("told_at")
    return _by_group(groups, last)


def findings_of(groups: list[Group], review: PillarReview) -> dict[UUID, list[Finding]]:
    found = Finding.objects.filter(pillar_review=review, group__in=groups)
    return _by_group(groups, found.select_related(*PEOPLE_OF_A_FINDING).order_by("told_at"))


def deletions_of(groups: list[Group], review: PillarReview) -> dict[UUID, list[Finding]]:
    """The last SHOWN_DELETIONS deleted findings of each group, in the order in which they were deleted."""
    from_the_last = Window(RowNumber(), partition_by="group", order_by=F("deletion_told_at").desc())
    deleted = Finding.ever.filter(pillar_review=review, group__in=groups, deleted_at__isnull=False)
    last = deleted.annotate(nth=from_the_last).filter(nth__lte=SHOWN_DELETIONS)
    return _by_group(groups, last.select_related(*PEOPLE_OF_A_FINDING).order_by("deletion_told_at"))


def texts_of(finding: Finding) -> list[Worded]:
    """The earlier texts of a finding with their writers, the newest first."""
    edits = finding.edits.select_related("participant", "facilitator").order_by("-revision")
    reported = ReportedText.objects.filter(finding=finding).select_related(
        "finding__participant", "finding__facilitator"
    )
    return [*edits, *reported][1:]


def _by_group[W: (Entry, Finding)](groups: list[Group], rows: Iterable[W]) -> dict[UUID, list[W]]:
    found: dict[UUID, list[W]] = {group.pk: [] for group in groups}
    for row in rows:
        found[row.group_id].append(row)
    return found


def count_findings(group: Group, review: PillarReview) -> int:
    return sum(count for _group, count in _counted(group.pk, review.pk))


@compiled
def _counted(group_id: UUID, review_id: UUID) -> QuerySet[Finding, tuple[UUID, int]]:
    """One row, or none if there is no finding."""
    found = Finding.objects.filter(group=group_id, pillar_review=review_id)
    return found.order_by().values_list("group").annotate(count=Count("*"))


def count_findings_in(session: Session) -> dict[UUID, int]:
    """The number of findings of each group of any round in all pillars, without the groups that have none."""
    found = Finding.objects.filter(group__round__session=session)
    return dict(found.order_by().values_list("group").annotate(Count("pk")))


def review_at(session: Session, group: Group) -> PillarReview:
    return reviews_at(session, [group])[group.pk]


def reviews_at(session: Session, groups: list[Group]) -> dict[UUID, PillarReview]:
    """The pillar that each of these tables works on.

    This is the pillar being corrected, if the group worked on it, and otherwise the current pillar of the agenda. Before the
    first pillar begins, it is the first. The table of an earlier round stays at the last pillar it worked on.
    """
    review = day = pillars.open_review(session.pk)
    at_it: set[UUID] = set()
    if review.is_corrected:
        at_it = {group.pk for group in groups_at(session, review)}
        day = pillars.current_review(session.pk)

    def of(group: Group) -> PillarReview:
        if group.pk in at_it:
            return review
        return day if group.in_force else last_review_at(group) or day

    return {group.pk: of(group) for group in groups}


def last_review_at(group: Group) -> PillarReview | None:
    """The last pillar for which a group wrote anything."""
    left = {*Finding.objects.filter(group=group).values_list("pillar_review", flat=True)}
    left |= {*Answer.objects.filter(group=group).values_list("pillar_review", flat=True)}
    left |= {*Focus.objects.filter(group=group).values_list("pillar_review", flat=True)}
    left |= {*Entry.objects.filter(group=group).values_list("pillar_review", flat=True)}
    return PillarReview.objects.filter(pk__in=left).select_related("pillar").order_by("pillar__position").last()


def editor_of(finding: Finding) -> str:
    """The name of the person who wrote the present text of a finding; empty if its last change was not an edit."""
    last = finding.edits.filter(revision=finding.revision - 1).select_related("participant", "facilitator").first()
    return last.writer if last else ""


def answers_of(group: Group, review: PillarReview) -> list[Answered]:
    return answers_by_group([group], review)[group.pk]


def answers_by_group(groups: list[Group], review: PillarReview) -> dict[UUID, list[Answered]]:
    """Each group's answers to the pillar's questions so far. The number of queries is the same for any number of groups."""
    questions = lenses.questions_of(review.pillar)
    rules = {question.pk: lenses.risk_rules_of(question) for question in questions}
    answers: dict[tuple[UUID, int], Answer] = {
        (answer.group_id, answer.question_id): answer
        for answer in Answer.objects.filter(pillar_review=review, group__in=groups)
        .select_related("participant", "facilitator", "unticked")
        .prefetch_related(
            Prefetch("ticks", queryset=Tick.objects.select_related("choice", "participant", "facilitator"))
        )
    }
    focuses = {focus.group_id: focus for focus in _focuses(groups, review)}

    def answered(group: Group, question: Question) -> Answered:
        answer = answers.get((group.pk, question.pk))
        ticked = frozenset(tick.choice.key for tick in answer.ticks.all()) if answer else frozenset()
        applicable = answer.applicable if answer else True
        risk = scoring.risk_of(rules[question.pk], ticked, applicable=applicable)
        focus = focuses.get(group.pk)
        is_focus = bool(focus and focus.question_id == question.pk)
        people = _people(answer, focus if is_focus else None)
        return Answered(question, ticked, applicable, risk, is_focus, people)

    return {group.pk: [answered(group, question) for question in questions] for group in groups}


def _focuses(groups: list[Group], review: PillarReview) -> QuerySet[Focus]:
    return Focus.objects.filter(pillar_review=review, group__in=groups).select_related("participant", "facilitator")


def _people(answer: Answer | None, focus: Focus | None) -> People:
    return People(
        ticked={tick.choice.key: tick.writer for tick in answer.ticks.all() if tick.writer} if answer else {},
        focus=focus.writer if focus else "",
        change=answer.change if answer and answer.writer else "",
        of_change=answer.writer if answer else "",
        unticked=answer.unticked if answer else None,
    )


def boards_of(review: PillarReview, groups: list[Group]) -> list[Board]:
    """One board per group. The number of queries is the same for any number of groups and questions."""
    findings, answers = findings_of(groups, review), answers_by_group(groups, review)
    return [Board(group, findings[group.pk], answers[group.pk]) for group in groups]


def groups_at(session: Session, review: PillarReview) -> list[Group]:
    """The groups of a pillar: those of the round that was in force at it, and those of earlier rounds that wrote something.

    Until the pillar is closed, this is the present round. After that, it is the last one of which a group wrote something or
    talked; if none did, the present one.
    """
    at_work: set[UUID] = set()
    for model in (Finding, Answer, Focus):
        at_work |= {*model.objects.filter(pillar_review=review).values_list("group", flat=True)}
    rounds = session.rounds.order_by("-number")
    in_force = None
    if review.closed_at:
        talked = Entry.objects.filter(pillar_review=review).values("group")
        in_force = rounds.filter(Q(groups__in=at_work) | Q(groups__in=talked)).first()
    if in_force := in_force or rounds.first():
        at_work |= {*in_force.groups.values_list("pk", flat=True)}
    people = Prefetch("members", queryset=Member.objects.select_related("participant").order_by("pk"))
    return list(
        Group.objects.filter(pk__in=at_work)
        .select_related("round")
        .prefetch_related(people)
        .order_by("round__number", "number")
    )


def is_presented(session_id: UUID, review: PillarReview) -> bool:
    """Whether the main room shows the groups' boards of this pillar."""
    if review.closed_at:
        return True
    stage = sessions.open_stage(session_id)
    return bool(stage and stage.kind == Stage.Kind.PRESENTATION and stage.topic == review.pillar.key)


def focuses_of(review: PillarReview, groups: list[Group]) -> list[tuple[Question, list[Promise]]]:
    """The questions of a pillar, each with the names of the groups that chose it as their focus. Only the chosen ones, if there are any."""
    chosen = dict(Focus.objects.filter(pillar_review=review, group__in=groups).values_list("group", "question"))
    questions = review.pillar.questions.order_by("position")
    found = [
        (question, [names.shown(group.number) for group in groups if chosen.get(group.pk) == question.pk])
        for question in questions
    ]
    return [(question, by) for question, by in found if by] or found
