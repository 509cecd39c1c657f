"""Every shown comment is in exactly one summary: that of the pillar in which it was shown."""

from collections import Counter

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from reviews.comments.models import Comment
from reviews.comments.services import moderation
from reviews.summaries import changes, queries, services
from reviews.summaries.models import Summary
from tests.reviews.comments.composer import Nobody, waiting_of
from workshop.sessions import queries as sessions_queries
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db

FIRST, SECOND = "operationalExcellence", "security"


@pytest.fixture
def write(day):
    return lambda *texts: waiting_of(day.session, Nobody(), *texts)


@pytest.fixture
def show(day):
    def show(*comments: Comment) -> None:
        for comment in comments:
            moderation.show(day.session, comment.pk)

    return show


def closed(day, topic: str) -> Summary:
    """Close a pillar as if its summary was made."""
    return make(day.closes(topic))


def make(summary: Summary) -> Summary:
    content = changes.as_json(queries.pillar_summary(summary.pk))
    Summary.objects.filter(pk=summary.pk).update(
        state=Summary.State.READY, file="made.pdf", content=content, ready_at=Now()
    )
    summary.refresh_from_db()
    return summary


def printed(summary: Summary) -> set[str]:
    return {comment.text for comment in queries.pillar_summary(summary.pk).comments}


def test_a_comment_of_one_pillar_that_is_shown_in_the_next_is_in_the_summary_of_the_next(day, write, show):
    day.goes_to("discussion", FIRST)
    one, two = write("Shown late", "Discussed late")
    first = closed(day, FIRST)
    day.goes_to("briefing", SECOND)
    show(one)
    moderation.discuss(day.session, two.pk)
    assert printed(first) == set()
    assert printed(closed(day, SECOND)) == {"Shown late", "Discussed late"}


def test_a_comment_from_before_the_first_pillar_is_in_the_summary_of_the_first(day, write, show):
    show(*write("Before", "Too"))
    day.goes_to("discussion", SECOND)
    day.goes_to("discussion", FIRST)
    assert printed(closed(day, SECOND)) == {"Before", "Too"}
    assert printed(closed(day, FIRST)) == set()


def test_a_comment_that_was_shown_in_a_beginning_that_was_undone_is_in_a_summary_too(day, write, show):
    day.goes_to("discussion", FIRST)
    comments = write("While it had begun", "Also")
    day.goes_to("briefing", SECOND)
    show(*comments)
    services.undo(day.session, seen=sessions_queries.last_move(day.session.pk).number)
    assert printed(closed(day, FIRST)) == {"While it had begun", "Also"}


def test_every_shown_comment_is_in_exactly_one_summary(day, write, show):
    early, earlier = write("Early", "Earlier")
    show(early)
    day.goes_to("discussion", FIRST)
    inside, declined, waiting = write("Inside", "Declined", "Still waiting")
    show(inside, declined, earlier)
    moderation.decline(day.session, declined.pk, reason="It names a person.")
    first = closed(day, FIRST)
    late, later = write("In the break", "In the second")
    show(late)
    day.goes_to("discussion", SECOND)
    show(later)
    moderation.discuss(day.session, inside.pk)  # it stays in the pillar in which it was shown
    moderation.answer(day.session, inside.pk)
    second = closed(day, SECOND)
    show(waiting)
    texts = Counter(one.text for said in queries.comments_by_pillar(day.session).values() for one in said)
    assert texts == Counter(("Early", "Earlier", "Inside", "In the break", "In the second", "Still waiting"))
    assert printed(first) == {"Early", "Earlier", "Inside", "In the break"}
    assert printed(second) == {"In the second", "Still waiting"}


# ── a newer version ──


def desk_says(desk, day) -> str:
    return desk.get(reverse("reviews:desk-summaries", kwargs={"session": day.session.pk})).text


CAN_BE_MADE = "A newer version can be made"


@pytest.mark.parametrize(
    "change",
    [
        lambda session, shown, waiting: moderation.show(session, waiting.pk),
        lambda session, shown, waiting: moderation.discuss(session, waiting.pk),
        lambda session, shown, waiting: moderation.answer(session, shown.pk, answer="Once a quarter."),
        lambda session, shown, waiting: moderation.decline(session, shown.pk, reason="It names a person."),
    ],
    ids=["shown", "discussed", "answered", "declined"],
)
def test_a_closed_pillar_whose_comments_change_says_that_a_newer_version_can_be_made(
    day, write, show, desk, change, bens
):
    day.goes_to("discussion", FIRST)
    shown, waiting = write("Shown", "Waiting")
    show(shown)
    summary = closed(day, FIRST)
    assert CAN_BE_MADE not in desk_says(desk, day)
    change(day.session, shown, waiting)
    assert CAN_BE_MADE in desk_says(desk, day)
    again = reverse("reviews:rendering", kwargs={"session": day.session.pk, "summary": summary.pk})
    for _press in range(2):
        assert desk.post(again, headers={"HX-Request": "true"}).status_code == 204
    newer = Summary.objects.get(version=2)
    assert CAN_BE_MADE not in desk_says(desk, day)
    assert not queries.pillar_summary(newer.pk).changes.is_empty
    make(newer)
    assert CAN_BE_MADE not in desk_says(desk, day)
    assert Summary.objects.count() == 2


def test_it_can_be_made_after_the_session_too(day, write, show, desk):
    day.goes_to("discussion", FIRST)
    one, two = write("One", "Two")
    show(one)
    summary = closed(day, FIRST)
    show(two)
    sessions.finish(day.session)
    assert CAN_BE_MADE in desk_says(desk, day)
    services.order_again(Summary.objects.get(pk=summary.pk))
    assert printed(Summary.objects.get(version=2)) == {"One", "Two"}


def test_a_pillar_that_is_open_again_for_a_correction_does_not_say_so(day, write, show, desk):
    day.goes_to("discussion", FIRST)
    comments = write("One", "Two")
    closed(day, FIRST)
    services.reopen(day.review(FIRST))
    show(*comments)
    assert CAN_BE_MADE not in desk_says(desk, day)


def test_the_number_of_queries_does_not_grow_with_the_pillars(day, write, show, django_assert_num_queries):
    day.goes_to("discussion", FIRST)
    show(*write("One", "Two"))
    closed(day, FIRST)
    with django_assert_num_queries(3):
        queries.outdated_in(day.session)
    day.goes_to("discussion", SECOND)
    closed(day, SECOND)
    with django_assert_num_queries(3):
        queries.outdated_in(day.session)
