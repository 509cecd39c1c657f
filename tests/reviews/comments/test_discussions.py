"""A discussion of a comment ends with its stage or its pillar, and comments of earlier pillars leave the desk's first view."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from lxml import html

from reviews.comments import queries
from reviews.comments.models import Comment
from reviews.comments.services import moderation
from reviews.summaries import services as summaries
from tests.reviews.comments.composer import waiting_of
from workshop.sessions import queries as sessions_queries
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db

PILLAR, NEXT = "operationalExcellence", "security"


@pytest.fixture
def discussed(discussion, nobody) -> Comment:
    comment, _other = waiting_of(discussion.session, nobody, "Discussed", "Another")
    moderation.discuss(discussion.session, comment.pk)
    return comment


def state_of(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.state


def stage(day):
    return sessions_queries.open_stage(day.session.pk)


@pytest.mark.parametrize(
    "leaves",
    [
        lambda day: day.goes_to("presentation", PILLAR),
        lambda day: day.goes_to("break"),
        lambda day: sessions.end(stage(day)),
        lambda day: day.closes(PILLAR),
        lambda day: sessions.finish(day.session),
    ],
    ids=["the next stage", "a break", "its end", "the pillar is closed", "the end of the session"],
)
def test_a_discussion_ends_with(discussion, discussed, leaves):
    leaves(discussion)
    assert state_of(discussed) == "shown"
    assert queries.screen_of(discussion.session)["focus"] is None


@pytest.mark.parametrize(
    "leaves",
    [
        lambda day, _comment: day.goes_to("break"),
        lambda day, comment: moderation.show(day.session, comment.pk),
        lambda day, comment: moderation.discuss(
            day.session, Comment.objects.filter(session=day.session).exclude(pk=comment.pk).get().pk
        ),
    ],
    ids=["its stage", "without an answer", "another one is discussed"],
)
def test_what_was_discussed_stays_counted(discussion, discussed, leaves):
    assert queries.counts_of(discussion.session)["discussed"] == 1
    leaves(discussion, discussed)
    assert state_of(discussed) == "shown"
    on_air = Comment.objects.filter(session=discussion.session, state="on_air").count()
    assert queries.counts_of(discussion.session)["discussed"] == 1 + on_air
    moderation.decline(discussion.session, discussed.pk, reason="Off topic")
    assert queries.counts_of(discussion.session)["discussed"] == on_air


def test_earlier_comments_that_are_discussed_or_answered_count_as_discussed(session, nobody):
    comments = waiting_of(session, nobody, "Discussed", "Answered", "Shown")
    for comment, state in zip(comments, ("on_air", "answered", "shown"), strict=True):
        Comment.objects.filter(pk=comment.pk).update(state=state)
    import_module("reviews.migrations.0013_discussed_comments").note_discussed(apps, None)
    found = {comment.state: comment.discussed for comment in Comment.objects.all()}
    assert found == {"on_air": True, "answered": True, "shown": False}


def test_a_discussion_ends_when_the_start_of_its_stage_is_undone(discussion, nobody):
    discussion.goes_to("presentation", PILLAR)
    comment, _other = waiting_of(discussion.session, nobody, "Discussed", "Another")
    moderation.discuss(discussion.session, comment.pk)
    summaries.undo(discussion.session, seen=sessions_queries.last_move(discussion.session.pk).number)
    assert state_of(comment) == "shown"


def test_a_discussion_after_the_last_stage_ends_with_its_pillar(discussion, nobody):
    sessions.end(stage(discussion))
    comment, _other = waiting_of(discussion.session, nobody, "Discussed", "Another")
    moderation.discuss(discussion.session, comment.pk)
    discussion.closes(PILLAR)
    assert state_of(comment) == "shown"


def test_it_goes_on_while_the_stage_is_paused_or_another_is_skipped(discussion, discussed):
    sessions.pause(stage(discussion))
    sessions.resume(stage(discussion))
    sessions.skip(discussion.session.stages.get(kind="presentation", topic=PILLAR))
    assert state_of(discussed) == "on_air"


def test_shown_comments_of_earlier_pillars_leave_the_first_view_of_the_desk(discussion, nobody, desk):
    old, waiting = waiting_of(discussion.session, nobody, "Of the first pillar", "Still to check")
    moderation.show(discussion.session, old.pk)
    assert seen_first(desk, discussion) == ["Still to check", "Of the first pillar"]
    discussion.closes(PILLAR)
    discussion.goes_to("briefing", NEXT)
    moderation.show(discussion.session, waiting.pk)
    assert seen_first(desk, discussion) == ["Still to check"]
    page = html.fromstring(desk.get(reverse("reviews:queue", kwargs={"session": discussion.session.pk})).text)
    (earlier,) = page.xpath("//details[@id='queue-earlier']")
    assert "Of the first pillar" in earlier.text_content()
    assert "open" not in earlier.attrib


def seen_first(desk, day) -> list[str]:
    page = html.fromstring(desk.get(reverse("reviews:queue", kwargs={"session": day.session.pk})).text)
    return [row.text_content().strip() for row in page.xpath("//div/ol[@class='queue']//p[@class='queue__text']")]
