"""A closed pillar is opened again, its groups correct their boards, and closing it makes version 2."""

import pytest

from reviews.comments.models import Comment
from reviews.pillars import queries as pillars
from reviews.pillars import services as reviews
from reviews.summaries import changes, queries, services
from reviews.summaries.models import Summary
from reviews.tables import queries as tables
from reviews.tables.services import findings
from reviews.tables.writers import Writer
from tests.actors import Day
from workshop.sessions import moves

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"


@pytest.fixture
def closed(discussion) -> Day:
    """The first pillar is closed and its summary there, though nothing was printed."""
    summary = discussion.closes(TOPIC)
    content = changes.as_json(queries.pillar_summary(summary.pk))
    Summary.objects.filter(pk=summary.pk).update(state=Summary.State.READY, file="first.pdf", content=content)
    discussion.publishes()
    return discussion


def reopen(day: Day) -> None:
    services.reopen(day.review(TOPIC))


def report(day: Day, title: str) -> None:
    group = day.group_of("Ben")
    ben = group.members.get(participant__name="Ben").participant
    findings.report(group, day.review(TOPIC), author=Writer(participant=ben), client_id=day.session.pk, title=title)


def close_again(day: Day) -> Summary:
    return day.closes(TOPIC)


def test_closing_again_makes_version_2_which_says_what_was_added(closed):
    reopen(closed)
    report(closed, "Only one person knows the restore")
    second = close_again(closed)
    assert second.version == 2
    found = queries.pillar_summary(second.pk).changes
    assert [finding.title for finding in found.groups[0].added] == ["Only one person knows the restore"]


def test_what_was_said_on_the_screen_between_the_versions_is_counted(closed):
    reopen(closed)
    shown = {"text": "Who restores?", "hash": "a" * 64, "state": "shown", "batch": closed.session.starts_at}
    Comment.objects.create(session=closed.session, topic=TOPIC, **shown)
    assert queries.pillar_summary(close_again(closed).pk).changes.comments_added == 1


def test_while_version_2_is_made_version_1_can_be_read(closed, bens):
    first = Summary.objects.get()
    reopen(closed)
    closed.closes(TOPIC)
    page = bens.get(closed.url("reviews:summaries")).content.decode()
    assert str(first.pk) in page
    assert "Version 2 is being created" in page


def test_the_groups_are_at_the_pillar_that_is_corrected_and_everyone_still_sees_its_boards(closed):
    closed.goes_to("break")
    reopen(closed)
    review = pillars.open_review(closed.session.pk)
    assert review.pillar.key == TOPIC
    assert tables.is_presented(closed.session.pk, review)


def test_no_other_pillar_begins_while_one_is_corrected(closed):
    reopen(closed)
    briefing = closed.session.stages.get(kind="briefing", topic="security")
    with pytest.raises(moves.NotMade, match="open for correction"):
        reviews.start(briefing)
    assert closed.review("security").state == "waiting"


def test_no_pillar_is_corrected_while_another_is_open(closed):
    closed.goes_to("discussion", "security")
    with pytest.raises(services.NotNow, match="Another pillar is open"):
        reopen(closed)


def test_no_pillar_is_corrected_while_its_document_is_being_made(discussion):
    discussion.closes(TOPIC)
    with pytest.raises(services.NotNow, match="being created"):
        reopen(discussion)


def test_a_pillar_that_has_not_begun_is_not_corrected(closed):
    with pytest.raises(services.NotNow, match="not started"):
        services.reopen(closed.review("security"))


def test_opening_it_twice_is_opening_it_once(closed):
    reopen(closed)
    before = closed.session.rooms.get(kind="desk").version
    reopen(closed)
    assert closed.session.rooms.get(kind="desk").version == before


def test_a_correction_tells_tables_desk_screen_and_main_room(closed):
    before = dict(closed.session.rooms.values_list("pk", "version"))
    reopen(closed)
    after = dict(closed.session.rooms.values_list("kind", "version"))
    told = {room.kind for room in closed.session.rooms.all() if room.version > before[room.pk]}
    assert told >= {"table", "desk", "main"}, after


def test_the_facilitator_reads_why_a_pillar_cannot_be_corrected_now(closed, desk):
    closed.goes_to("discussion", "security")
    response = desk.sends(closed.url("reviews:reopening", topic=TOPIC))
    assert (response.status_code, response.content.decode()) == (
        409,
        "Another pillar is open for correction. Finish that one first, then correct this one.",
    )


def test_participants_correct_no_pillar(closed, bens):
    assert bens.sends(closed.url("reviews:reopening", topic=TOPIC)).status_code == 302
    assert closed.review(TOPIC).state == "closed"


def test_a_summary_whose_file_was_not_restored_is_not_there(closed, bens):
    address = closed.url("reviews:summary-file", summary=Summary.objects.get().pk)
    assert bens.get(address).status_code == 404
