"""What moves of the day do to its pillars: opened with a stage, put back by undo, skipped, closed."""

from uuid import uuid4

import pytest

from reviews.pillars import queries, services
from reviews.summaries import services as summaries
from reviews.summaries.models import Summary
from reviews.tables import queries as tables
from reviews.tables.services import findings
from reviews.tables.writers import Writer
from workshop.live.models import Room
from workshop.sessions import moves
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db

OPERATIONS, SECURITY = "operationalExcellence", "security"


def seen(day) -> int:
    return moves.number_of(day.session.pk)


def undo(day) -> Room:
    return summaries.undo(day.session, seen=seen(day))


def moment(day) -> queries.Moment:
    return queries.moment_of(day.session)


def skip(day, *kinds: str, topic: str) -> None:
    for kind in kinds:
        sessions.skip(day.session.stages.get(kind=kind, topic=topic))


def ben_reports(day, title: str):
    group = day.group_of("Ben")
    writer = Writer(participant=day.people["Ben"])
    findings.report(group, day.review(OPERATIONS), author=writer, client_id=uuid4(), title=title)
    return group


@pytest.fixture
def briefing(day):
    """Groups are assigned, and the first pillar's briefing has just begun."""
    day.assigns_groups()
    day.goes_to("reading")
    day.goes_to("briefing", OPERATIONS)
    return day


# ── undo ──


def test_undoing_the_start_that_opened_a_pillar_lets_the_pillar_wait_again(briefing):
    undo(briefing)
    review = briefing.review(OPERATIONS)
    assert (review.state, review.opened_at) == ("waiting", None)
    assert briefing.session.stages.get(kind="reading").state == "running"


@pytest.mark.usefixtures("counted_tellings")
def test_the_tables_hear_that_the_pillar_waits_again(briefing):
    table = Room.objects.table_of(briefing.group_of("Ben").pk)
    undo(briefing)
    assert Room.objects.get(pk=table.pk).version == table.version + 1


def test_what_was_written_before_the_undo_is_there_when_the_pillar_opens_again(briefing):
    group = ben_reports(briefing, "Restores were never tried")
    undo(briefing)
    briefing.goes_to("briefing", OPERATIONS)
    board = tables.boards_of(briefing.review(OPERATIONS), [group])[0]
    assert [finding.title for finding in board.findings] == ["Restores were never tried"]


def test_undoing_a_later_start_leaves_the_pillar_open_that_was_open_before(briefing):
    briefing.goes_to("discussion", OPERATIONS)
    undo(briefing)
    assert briefing.review(OPERATIONS).state == "open"
    assert briefing.session.stages.get(kind="briefing", topic=OPERATIONS).state == "running"


def test_if_one_closes_and_another_undoes_on_the_same_state_one_is_first(discussion):
    discussion.goes_to("presentation", OPERATIONS)
    number = seen(discussion)
    undo(discussion)
    with pytest.raises(moves.NotMade, match="Presentation"):
        summaries.close(discussion.review(OPERATIONS), seen=number)
    assert not Summary.objects.exists()


def test_starting_the_next_stage_after_a_colleagues_undo_skips_no_stage(briefing):
    discussion = briefing.goes_to("discussion", OPERATIONS)
    number = seen(briefing)
    undo(briefing)
    with pytest.raises(moves.NotMade, match=r"\(Undone: Discussion\)"):
        services.start(briefing.session.stages.get(kind="presentation", topic=OPERATIONS), seen=number)
    discussion.refresh_from_db()
    assert discussion.state == "waiting"


# ── skip ──


def test_next_leads_past_what_was_skipped(discussion):
    discussion.goes_to("presentation", OPERATIONS)
    discussion.closes(OPERATIONS)
    assert moment(discussion).next.kind == "break"
    sessions.skip(moment(discussion).next)
    assert (moment(discussion).next.kind, moment(discussion).next.topic) == ("briefing", SECURITY)
    assert [row["stage"].kind for row in moment(discussion).coming] == ["briefing", "discussion"]


def test_what_was_skipped_is_offered_back_until_something_behind_it_begins(discussion):
    sessions.skip(discussion.session.stages.filter(kind="break").first())
    assert [row["stage"].kind for row in moment(discussion).skipped] == ["break"]
    discussion.goes_to("briefing", SECURITY)
    assert moment(discussion).skipped == []


def test_a_pillar_that_was_discussed_and_is_not_presented_wants_closing_all_the_same(discussion):
    assert moment(discussion).closing is None
    skip(discussion, "presentation", topic=OPERATIONS)
    assert moment(discussion).closing.key == OPERATIONS
    assert discussion.closes(OPERATIONS).version == 1


def test_a_pillar_that_is_skipped_as_a_whole_stays_waiting_and_makes_no_pdf(discussion):
    discussion.goes_to("presentation", OPERATIONS)
    discussion.closes(OPERATIONS)
    skip(discussion, "briefing", "discussion", "presentation", topic=SECURITY)
    discussion.goes_to("briefing", "reliability")
    assert discussion.review(SECURITY).state == "waiting"
    assert moment(discussion).closing is None
    summaries.close(discussion.review(SECURITY))
    assert Summary.objects.count() == 1


def test_a_pillar_that_was_only_explained_asks_for_nothing_but_can_be_closed(briefing):
    skip(briefing, "discussion", "presentation", topic=OPERATIONS)
    assert moment(briefing).closing is None
    assert moment(briefing).may_close.key == OPERATIONS
    assert moment(briefing).next.kind == "break"


def test_a_pillar_left_unclosed_keeps_asking_while_the_day_goes_on(discussion):
    discussion.goes_to("presentation", OPERATIONS)
    discussion.goes_to("break")
    assert moment(discussion).closing.key == OPERATIONS
    assert moment(discussion).next.topic == SECURITY


def test_a_pillar_whose_presentations_are_still_to_come_does_not_ask(discussion):
    assert moment(discussion).closing is None
    assert moment(discussion).may_close is None


def test_a_paused_stage_is_still_what_the_room_is_at(discussion):
    sessions.pause(discussion.session.stages.get(kind="discussion", topic=OPERATIONS))
    assert moment(discussion).is_running
    assert moment(discussion).stage.kind == "discussion"
    assert queries.open_review(discussion.session.pk) == discussion.review(OPERATIONS)
