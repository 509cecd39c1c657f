"""Every write about a group's answers and its focus question.

The answer's row is locked while its ticks change. If two people tick at once, each is told the result of both. Every write stores
`by`, the person who made it.
"""

from __future__ import annotations

from django.db import transaction

from reviews.lenses.models import Choice, Question
from reviews.pillars.models import PillarReview
from reviews.tables import announce, permissions
from reviews.tables.models import Answer, Focus, Tick
from reviews.tables.services.closed import PillarClosed, held
from reviews.tables.writers import NOBODY, Writer
from workshop.groups.models import Group
from workshop.live.models import Room


@transaction.atomic
def tick(group: Group, review: PillarReview, choice: Choice, *, ticked: bool, by: Writer = NOBODY) -> Room:
    """Tick or untick a choice; repeating it changes nothing. Ticking “none of these” unticks the others, and vice versa.

    Raises PillarClosed.
    """
    room, review = _open_room(group, review)
    answer = _held_answer(group, review, choice.question)
    if ticked:
        _tick, is_new = Tick.objects.get_or_create(answer=answer, choice=choice, defaults=by.fields)
        changed = bool(_untick_what_excludes(answer, choice)) or is_new
        if answer.unticked_id == choice.pk:
            _sign(answer, NOBODY, change="", unticked=None)
    else:
        gone, _rows = Tick.objects.filter(answer=answer, choice=choice).delete()
        changed = bool(gone)
        if changed:
            _sign(answer, by, change=Answer.Change.UNTICKED, unticked=choice)
    return _tell(room, group, review, {choice.question.key}) if changed else room


@transaction.atomic
def set_applicable(
    group: Group, review: PillarReview, question: Question, *, applicable: bool, by: Writer = NOBODY
) -> Room:
    """Set whether a question applies. Its ticks stay. Raises PillarClosed."""
    room, review = _open_room(group, review)
    answer = _held_answer(group, review, question)
    changed = Answer.objects.filter(pk=answer.pk).exclude(applicable=applicable).update(applicable=applicable)
    if changed:
        _sign(
            answer, by, change=Answer.Change.APPLICABLE if applicable else Answer.Change.NOT_APPLICABLE, unticked=None
        )
    return _tell(room, group, review, {question.key}) if changed else room


@transaction.atomic
def set_focus(group: Group, review: PillarReview, question: Question, *, by: Writer = NOBODY) -> Room:
    """Choose the group's focus question. Raises PillarClosed."""
    room, review = _open_room(group, review)
    defaults = {"question": question} | by.fields
    Focus.objects.get_or_create(pillar_review=review, group=group, defaults=defaults)
    focus = (
        Focus.objects.select_for_update(of=("self",), no_key=True)
        .select_related("question")
        .get(pillar_review=review, group=group)
    )
    changed = {focus.question.key, question.key}
    if focus.question != question:
        Focus.objects.filter(pk=focus.pk).update(question=question, **by.all_fields)
    announce.answer_changed(room, group, review, changed)
    announce.focus_chosen(room.session_id)
    announce.presented(room.session_id, group, review)
    return room


def _open_room(group: Group, review: PillarReview) -> tuple[Room, PillarReview]:
    review = held(review)
    if not permissions.may_review(review.review.session, review):
        raise PillarClosed
    return group.room, review


def _held_answer(group: Group, review: PillarReview, question: Question) -> Answer:
    Answer.objects.get_or_create(pillar_review=review, group=group, question=question)
    return Answer.objects.select_for_update(no_key=True).get(pillar_review=review, group=group, question=question)


def _sign(answer: Answer, by: Writer, **change) -> None:
    Answer.objects.filter(pk=answer.pk).update(**by.all_fields, **change)


def _untick_what_excludes(answer: Answer, choice: Choice) -> bool:
    ticks = answer.ticks.select_related("choice")
    excluded = [tick.pk for tick in ticks if permissions.exclude_each_other(tick.choice, choice)]
    return bool(Tick.objects.filter(pk__in=excluded).delete()[0])


def _tell(room: Room, group: Group, review: PillarReview, question_keys: set[str]) -> Room:
    announce.answer_changed(room, group, review, question_keys)
    announce.presented(room.session_id, group, review)
    return room
