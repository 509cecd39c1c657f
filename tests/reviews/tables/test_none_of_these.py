""" "None of these" and a practice are never ticked together, no matter who ticks them and when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from reviews.summaries import queries as summaries
from reviews.tables import queries
from reviews.tables.models import Tick
from reviews.tables.services import answers

TOPIC = "operationalExcellence"


@pytest.fixture
def group(discussion):
    return discussion.group_of("Ben")


@pytest.fixture
def review(discussion):
    return discussion.review(TOPIC)


@pytest.fixture
def question(review):
    return review.pillar.questions.filter(choices__key__endswith="_no").first()


@pytest.fixture
def none(question):
    return question.choices.get(key__endswith="_no")


@pytest.fixture
def practices(question):
    return list(question.choices.exclude(key__endswith="_no"))


def ticked() -> set[str]:
    return set(Tick.objects.values_list("choice__key", flat=True))


@pytest.mark.django_db
def test_ticking_none_of_these_unticks_the_practices_and_a_practice_unticks_it(group, review, none, practices):
    for practice in practices:
        answers.tick(group, review, practice, ticked=True)
    assert ticked() == {practice.key for practice in practices}
    answers.tick(group, review, none, ticked=True)
    assert ticked() == {none.key}
    answers.tick(group, review, practices[0], ticked=True)
    assert ticked() == {practices[0].key}


@pytest.mark.django_db
def test_unticking_either_touches_nothing_else(group, review, none, practices):
    for practice in practices[:2]:
        answers.tick(group, review, practice, ticked=True)
    answers.tick(group, review, none, ticked=False)
    answers.tick(group, review, practices[0], ticked=False)
    assert ticked() == {practices[1].key}


@pytest.mark.django_db
def test_another_questions_answer_stays(group, review, none):
    other = review.pillar.questions.exclude(pk=none.question_id).first().choices.first()
    answers.tick(group, review, other, ticked=True)
    answers.tick(group, review, none, ticked=True)
    assert ticked() == {none.key, other.key}


@pytest.mark.django_db
def test_the_risk_the_board_and_the_summary_follow_the_last_tick(
    discussion, desk, bens, group, review, question, none, practices
):
    url = discussion.url("reviews:answers", group=group.pk, question=question.key)
    for practice in practices:
        bens.sends(url, choice=practice.key, ticked="1")
    desk.sends(url, choice=none.key, ticked="1")

    def answer():
        return next(each for each in queries.answers_of(group, review) if each.question == question)

    assert [choice.key for choice in answer().chosen] == [none.key]
    assert answer().risk == "high"
    bens.sends(url, choice=practices[0].key, ticked="1")
    assert [choice.key for choice in answer().chosen] == [practices[0].key]
    printed = summaries.pillar_summary(discussion.closes(TOPIC).pk)
    texts = [text for each in printed.groups for one in each.answers for text in one.ticked]
    assert texts == [practices[0].title["ja"]]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_at_once_get_one_consistent_result(group, review, none, practices):
    for _round in range(5):
        Tick.objects.all().delete()
        barrier = Barrier(2)

        def press(choice, barrier=barrier) -> None:
            barrier.wait()
            try:
                answers.tick(group, review, choice, ticked=True)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as people:
            list(people.map(press, (none, practices[0])))
        assert ticked() in ({none.key}, {practices[0].key})
