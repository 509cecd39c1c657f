"""Moves of the day: pause, skip, more time, and the way back from each of them for half a minute."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from workshop.sessions import moves, queries, services
from workshop.sessions.models import Move, Session, Stage

pytestmark = pytest.mark.django_db

FIVE = timedelta(minutes=5)


def stage(session, position) -> Stage:
    return session.stages.get(position=position)


def day(session) -> list[dict]:
    """All that is written of the day's stages."""
    return list(session.stages.values().order_by("position"))


def undo(session, number: int | None = None):
    number = moves.number_of(session.pk) if number is None else number
    return services.undo(moves.undoable(moves.hold(session.pk), number))


def let_pass(session, **time) -> None:
    """The last move was made so much earlier."""
    move = Move.objects.get(session=session)
    Move.objects.filter(pk=move.pk).update(made_at=move.made_at - timedelta(**time))


@pytest.fixture
def running(session) -> Session:
    services.start(stage(session, 0))
    return session


@pytest.fixture
def paused(running) -> Session:
    services.pause(stage(running, 0))
    return running


# ── pause and resume ──


def test_a_paused_stage_keeps_what_was_left_of_it(running):
    before = stage(running, 0)
    services.pause(before)
    after = stage(running, 0)
    assert (after.state, after.ends_at) == ("paused", None)
    assert after.paused_at + after.remaining == before.ends_at


def test_a_resumed_stage_has_as_long_as_was_left_when_it_was_paused(paused):
    left = timedelta(minutes=7)
    Stage.objects.filter(pk=stage(paused, 0).pk).update(remaining=left)
    services.resume(stage(paused, 0))
    after = stage(paused, 0)
    resumed_at = Move.objects.get(session=paused).made_at
    assert (after.state, after.remaining, after.paused_at) == ("running", None, None)
    assert abs(after.ends_at - resumed_at - left) < timedelta(minutes=1)


def test_a_stage_that_was_over_when_it_was_paused_is_over_by_as_much_when_it_goes_on(running):
    Stage.objects.filter(pk=stage(running, 0).pk).update(ends_at=stage(running, 0).started_at - timedelta(seconds=90))
    services.pause(stage(running, 0))
    assert stage(running, 0).remaining <= timedelta(seconds=-90)
    undo(running)
    services.pause(stage(running, 0))
    services.resume(stage(running, 0))
    assert stage(running, 0).ends_at < stage(running, 0).started_at


def test_more_time_for_a_paused_stage_is_added_to_what_is_left(paused):
    left = stage(paused, 0).remaining
    services.extend(stage(paused, 0), FIVE)
    after = stage(paused, 0)
    assert (after.state, after.remaining) == ("paused", left + FIVE)


def test_a_paused_stage_can_be_ended_and_the_next_can_begin(paused):
    services.start(stage(paused, 1))
    first, second = stage(paused, 0), stage(paused, 1)
    assert (first.state, first.remaining, first.paused_at) == ("closed", None, None)
    assert second.state == "running"


def test_what_does_not_run_cannot_be_paused_and_what_is_not_paused_cannot_go_on(running):
    assert services.pause(stage(running, 1)) is None
    assert services.resume(stage(running, 0)) is None
    assert services.extend(stage(running, 1), FIVE) is None


def test_a_paused_stage_without_the_moment_it_was_paused_cannot_be(paused):
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.filter(pk=stage(paused, 0).pk).update(paused_at=None)


# ── skip ──


def test_a_stage_that_is_skipped_never_began_and_takes_no_minutes(running):
    services.skip(stage(running, 1))
    skipped = stage(running, 1)
    assert (skipped.state, skipped.started_at, skipped.ended_at) == ("skipped", None, None)


def test_a_stage_that_runs_is_ended_not_skipped(running):
    assert services.skip(stage(running, 0)) is None
    assert stage(running, 0).state == "running"


def test_a_skipped_stage_does_not_start(running):
    services.skip(stage(running, 1))
    assert services.start(stage(running, 1)) is None


def test_a_skipped_stage_is_taken_back_while_nothing_behind_it_has_begun(running):
    services.skip(stage(running, 1))
    assert services.take_back(stage(running, 1)) is not None
    assert stage(running, 1).state == "waiting"


def test_a_skipped_stage_stays_skipped_once_a_later_one_has_begun(running):
    services.skip(stage(running, 1))
    services.start(stage(running, 2), open_topic=dict)
    assert services.take_back(stage(running, 1)) is None
    assert stage(running, 1).state == "skipped"


def test_when_the_reading_is_skipped_it_has_come_as_soon_as_the_day_is_behind_it(running):
    services.skip(stage(running, 1))
    assert not queries.has_come(running.pk, Stage.Kind.READING)
    services.start(stage(running, 2), open_topic=dict)
    assert queries.has_come(running.pk, Stage.Kind.READING)


# ── undo ──

MOVES = {
    "start": lambda session: services.start(stage(session, 1)),
    "end": lambda session: services.end(stage(session, 0)),
    "pause": lambda session: services.pause(stage(session, 0)),
    "extend": lambda session: services.extend(stage(session, 0), FIVE),
    "skip": lambda session: services.skip(stage(session, 1)),
}


@pytest.mark.parametrize("kind", MOVES)
def test_undo_brings_the_day_back_to_the_microsecond(running, kind):
    before = day(running)
    MOVES[kind](running)
    assert day(running) != before
    undo(running)
    assert day(running) == before


@pytest.mark.parametrize(
    "move", [services.resume, lambda one: services.extend(one, FIVE), services.end], ids=["resume", "extend", "end"]
)
def test_undo_brings_a_paused_stage_back_with_what_was_left(paused, move):
    Stage.objects.filter(pk=stage(paused, 0).pk).update(remaining=timedelta(seconds=-90, microseconds=17))
    before = day(paused)
    move(stage(paused, 0))
    undo(paused)
    assert day(paused) == before


def test_a_stage_closed_by_a_wrong_start_goes_on_with_its_old_end_as_if_it_had_never_been_left(running):
    end = stage(running, 0).ends_at
    services.start(stage(running, 1))
    let_pass(running, seconds=5)
    undo(running)
    assert (stage(running, 0).state, stage(running, 0).ends_at) == ("running", end)
    assert stage(running, 1).started_at is None


def test_undoing_the_first_start_of_the_day_opens_the_session_again(session):
    services.start(stage(session, 0))
    undo(session)
    session.refresh_from_db()
    assert session.state == Session.State.OPEN
    assert {one.state for one in session.stages.all()} == {"waiting"}


def test_a_stage_taken_back_in_by_mistake_is_skipped_again(running):
    services.skip(stage(running, 1))
    services.take_back(stage(running, 1))
    undo(running)
    assert stage(running, 1).state == "skipped"


@pytest.mark.usefixtures("counted_tellings")
def test_undo_is_told_to_desk_screen_and_main_room(running):
    before = dict(running.rooms.values_list("kind", "version"))
    undo(running)
    assert dict(running.rooms.values_list("kind", "version")) == {kind: one + 1 for kind, one in before.items()}


def test_undoing_twice_undoes_once_and_the_second_hears_why(running):
    services.start(stage(running, 1))
    number = moves.number_of(running.pk)
    undo(running, number)
    before = day(running)
    with pytest.raises(moves.NotMade, match="already been undone"):
        undo(running, number)
    assert day(running) == before


def test_after_thirty_seconds_a_move_stays(running):
    let_pass(running, seconds=31)
    with pytest.raises(moves.NotMade, match="30 seconds"):
        undo(running)
    assert stage(running, 0).state == "running"


def test_for_thirty_seconds_it_can_be_undone(running):
    let_pass(running, seconds=15)  # a busy machine may need the rest
    undo(running)
    assert stage(running, 0).state == "waiting"


def test_an_undo_is_not_undone(running):
    undo(running)
    with pytest.raises(moves.NotMade):
        undo(running)


def test_only_the_last_move_is_undone(running):
    first = moves.number_of(running.pk)
    services.pause(stage(running, 0))
    with pytest.raises(moves.NotMade, match="Welcome paused"):
        undo(running, first)
    assert stage(running, 0).state == "paused"


def test_nothing_is_undone_where_nothing_was_moved(session):
    with pytest.raises(moves.NotMade):
        undo(session, 0)


def test_no_undo_reaches_behind_the_end_of_the_day(running):
    services.finish(running)
    with pytest.raises(moves.NotMade):
        undo(running)
    assert stage(running, 0).state == "closed"


def test_a_move_without_a_stage_is_none_that_could_be_undone(running):
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.filter(session=running).update(stage=None)
