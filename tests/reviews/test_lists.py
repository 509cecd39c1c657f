"""A list takes the same number of queries with one row and with three."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.lenses import services as lenses
from reviews.summaries import services as summaries
from reviews.tables.services import answers, findings, talk
from reviews.tables.writers import Writer
from tests.actors import Browser, make_session
from tests.reviews.comments.composer import Nobody, waiting_of
from workshop.sessions.models import Stage

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"
PILLARS = [TOPIC, "security", "reliability"]


@pytest.fixture
def table(discussion) -> dict:
    group = discussion.group_of("Ben")
    return {"group": group.pk}


def queries(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(address)
    assert answer.status_code == 200
    return sum(' FROM "' in query["sql"] for query in caught)  # the clock, asked once a minute, reads no table


def same_with_more(browser: Browser, address: str, add) -> None:
    add(0)
    browser.get(address)  # what is asked once in the life of a process
    add(1)
    with_few = queries(browser, address)
    add(2)
    add(3)
    assert queries(browser, address) == with_few


def by_ben(day) -> dict:
    return {"author": Writer(day.people["Ben"]), "client_id": uuid4()}


def test_the_list_of_sessions(desk, ana):
    same_with_more(desk, reverse("workshop:sessions"), lambda number: make_session(ana, title=f"Day {number}"))


def lens_of(questions: int, name: str) -> dict:
    """A document with so many questions in each of two pillars."""
    rules = [{"condition": "yes", "risk": "NO_RISK"}, {"condition": "default", "risk": "HIGH_RISK"}]
    return {
        "name": name,
        "pillars": [
            {
                "id": key,
                "questions": [
                    {"id": f"{key}_{number}", "choices": [{"id": "yes"}], "riskRules": rules}
                    for number in range(questions)
                ],
            }
            for key in ("one", "two")
        ],
    }


def test_the_library(desk):
    same_with_more(desk, reverse("reviews:lenses"), lambda number: lenses.import_lens(lens_of(1, f"Lens {number}")))


@pytest.mark.parametrize("page", ["version", "rules", "check", "changes", "print", "export", "pillar"])
def test_a_lens(desk, page):
    more = {"pillar": "one"} if page == "pillar" else {}
    asked = []
    for name, count in (("few", 1), ("many", 9)):
        version = lenses.publish(lenses.import_lens(lens_of(count, name)), "minor")
        address = reverse(f"reviews:lens-{page}", kwargs={"slug": version.lens.slug, "number": version.number} | more)
        desk.get(address)
        asked.append(queries(desk, address))
    assert asked[0] == asked[1]


def test_the_talk(discussion, bens, table):
    def say(number):
        talk.say(discussion.group_of("Ben"), discussion.review(TOPIC), text=f"{number}", **by_ben(discussion))

    same_with_more(bens, discussion.url("reviews:talk", **table), say)


def test_the_board(discussion, bens, table):
    def report(number):
        findings.report(discussion.group_of("Ben"), discussion.review(TOPIC), title=f"{number}", **by_ben(discussion))

    same_with_more(bens, discussion.url("reviews:board", **table), report)


def test_the_questions(discussion, bens, table):
    review = discussion.review(TOPIC)
    choices = [question.choices.first() for question in review.pillar.questions.all()]

    def tick(number):
        answers.tick(discussion.group_of("Ben"), review, choices[number], ticked=True)

    same_with_more(bens, discussion.url("reviews:questions", **table), tick)


@pytest.mark.parametrize("place", ["reviews:presentation", "reviews:group-cards"])
def test_the_groups_boards(discussion, desk, place):
    discussion.goes_to("presentation", TOPIC)

    def report(number):
        findings.report(discussion.group_of("Ben"), discussion.review(TOPIC), title=f"{number}", **by_ben(discussion))

    same_with_more(desk, discussion.url(place), report)


@pytest.mark.parametrize("place", ["reviews:group-cards", "reviews:now", "workshop:desk"])
def test_people_at_the_desk(discussion, desk, place):
    same_with_more(desk, discussion.url(place), lambda number: discussion.comes(f"Late {number}", "Oru Dairy"))


@pytest.mark.parametrize("place", ["reviews:queue", "reviews:comments"])
def test_comments(discussion, desk, place):
    nobody = Nobody()
    same_with_more(
        desk, discussion.url(place), lambda number: waiting_of(discussion.session, nobody, f"a {number}", f"b {number}")
    )


def test_the_summaries(discussion, bens):
    def close(number):
        if number < len(PILLARS):
            if number:
                discussion.goes_to("discussion", PILLARS[number])
            summaries.close(discussion.review(PILLARS[number]))

    same_with_more(bens, discussion.url("reviews:summaries"), close)


@pytest.mark.parametrize("place", ["reviews:agenda", "reviews:stage", "reviews:coming"])
def test_the_agenda(discussion, desk, place):
    def longer(number):
        last = discussion.session.stages.order_by("-position").first()
        Stage.objects.create(session=discussion.session, kind="break", minutes=5, position=last.position + 1)
        discussion.comes(f"Late {number}", "Oru Dairy")

    same_with_more(desk, discussion.url(place), longer)
