"""Batches: when the inbox moves, and what moves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models.functions import Now

from reviews.comments.models import BatchSchedule, Comment, Waiting
from reviews.comments.services import inbox
from tests.actors import make_session, user
from tests.reviews.comments.composer import Nobody, batch_moves, moment_comes
from workshop.live.models import Room
from workshop.sessions import services as sessions
from workshop.sessions.models import Session

SOONEST = inbox.SOONEST


@pytest.fixture(autouse=True)
def the_moment_is_far_off(monkeypatch):
    """A busy machine may need seconds from one line of a test to the next."""
    monkeypatch.setattr(inbox, "SOONEST", inbox.LATEST)


def version_of(session, kind: str) -> int:
    return Room.objects.get(session=session, kind=kind).version


def moment() -> datetime:
    return Session.objects.annotate(now=Now()).values_list("now", flat=True).get()


def test_a_comment_waits_five_seconds_at_least_and_fifteen_at_most(session, nobody, monkeypatch):
    monkeypatch.setattr(inbox, "SOONEST", SOONEST)
    assert SOONEST == 5
    for round_ in range(20):
        Waiting.objects.all().delete()
        BatchSchedule.objects.all().delete()
        nobody.posts(session, f"Round {round_}")
        before = moment()
        inbox.move_due()
        drawn = BatchSchedule.objects.get().next_move_at
        assert before + timedelta(seconds=4.99) < drawn <= moment() + timedelta(seconds=15)
        assert not Comment.objects.exists()


def test_before_its_moment_nothing_moves(session, nobody):
    nobody.posts(session, "One")
    nobody.posts(session, "Two")
    inbox.move_due()
    inbox.move_due()
    assert (Waiting.objects.count(), Comment.objects.count()) == (2, 0)


def test_when_its_moment_comes_all_move_with_one_moment_and_ids_of_their_own(session, nobody):
    for text in ("One", "Two", "Three"):
        nobody.posts(session, text)
    assert batch_moves(session) == 3
    assert not Waiting.objects.exists()
    assert Comment.objects.values("batch").distinct().count() == 1
    assert {comment.pk.version for comment in Comment.objects.all()} == {4}


def test_the_first_comment_after_a_pause_does_not_come_out_the_second_it_went_in(session, nobody):
    nobody.posts(session, "Before lunch")
    nobody.posts(session, "Before lunch, too")
    batch_moves(session)
    assert not BatchSchedule.objects.exists()
    nobody.posts(session, "After lunch")
    nobody.posts(session, "After lunch, too")
    inbox.move_due()
    assert Comment.objects.count() == 2


def test_a_comment_that_would_be_alone_waits_for_the_next_batch_once(session, nobody):
    nobody.posts(session, "Alone")
    inbox.move_due()
    moment_comes(session)
    inbox.move_due()
    assert Waiting.objects.get().held
    inbox.move_due()
    assert Waiting.objects.exists(), "the next batch has a moment of its own"
    moment_comes(session)
    inbox.move_due()
    assert Comment.objects.get().text == "Alone"


def test_a_comment_that_waited_alone_leaves_with_those_that_came_after_it(session, nobody):
    nobody.posts(session, "Alone")
    inbox.move_due()
    moment_comes(session)
    inbox.move_due()
    nobody.posts(session, "Company")
    moment_comes(session)
    inbox.move_due()
    assert Comment.objects.values("batch").distinct().count() == 1
    assert Comment.objects.count() == 2


def test_a_row_that_is_in_the_table_already_is_dropped(session, nobody):
    nobody.posts(session, "Once")
    batch_moves(session)
    Waiting.objects.create(session=session, text="Once", hash=Comment.objects.get().hash)
    nobody.posts(session, "Another")
    batch_moves(session)
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["Another", "Once"]
    assert not Waiting.objects.exists()


def test_sessions_move_apart(session, nobody, ana):
    other = make_session(ana)
    for text in ("One", "Two"):
        nobody.posts(session, text)
        nobody.posts(other, f"{text} of another session")
    inbox.move_due()
    moment_comes(session)
    inbox.move_due()
    assert {comment.session for comment in Comment.objects.all()} == {session}
    assert Waiting.objects.filter(session=other).count() == 2


def test_a_second_worker_finds_nothing_left_to_move(session, nobody):
    nobody.posts(session, "One")
    nobody.posts(session, "Two")
    inbox.move_due()
    moment_comes(session)
    assert [inbox.move(session.pk), inbox.move(session.pk)] == [2, 0]
    assert Comment.objects.count() == 2


@pytest.mark.usefixtures("counted_tellings")
def test_only_the_desk_hears_of_a_batch_and_hears_none_of_its_words(
    session, nobody, monkeypatch, django_capture_on_commit_callbacks
):
    frames = []
    monkeypatch.setattr("workshop.live.notifier.notify_room", lambda *frame: frames.append(frame))
    nobody.posts(session, "Not for the wall yet")
    before = {kind: version_of(session, kind) for kind in ("desk", "screen", "main")}
    with django_capture_on_commit_callbacks(execute=True):
        batch_moves(session)
    after = {kind: version_of(session, kind) for kind in before}
    assert after == before | {"desk": before["desk"] + 1}
    assert frames
    assert "wall yet" not in str(frames)


def test_one_inbox_that_fails_holds_no_other_up_and_says_nothing_of_its_words(
    session, nobody, ana, monkeypatch, caplog
):
    other = make_session(ana)
    for text in ("One", "Two"):
        nobody.posts(session, text)
        nobody.posts(other, f"{text} elsewhere")
    inbox.move_due()
    moment_comes(session)
    moment_comes(other)
    arrived, quoted = inbox.announce.batch_arrived, "Failing row contains (One)"

    def refuse(told):
        if told == session:
            raise DatabaseError(quoted)
        arrived(told)

    monkeypatch.setattr(inbox.announce, "batch_arrived", refuse)
    inbox.move_due()
    assert {comment.session for comment in Comment.objects.all()} == {other}
    assert Waiting.objects.filter(session=session).count() == 2
    assert "Comments: move failed" in caplog.text
    assert "DatabaseError" in caplog.text
    assert ", in refuse" in caplog.text, "the traceback leads to what failed"
    assert "Failing row" not in caplog.text


@pytest.mark.parametrize("ends", [True, False])
def test_what_is_in_the_inbox_moves_on_also_when_the_day_has_ended(session, nobody, ends):
    nobody.posts(session, "One")
    nobody.posts(session, "Two")
    if ends:
        sessions.finish(session)
    assert batch_moves(session) == 2


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_move_each_comment_once(monkeypatch):
    monkeypatch.setattr("workshop.live.notifier.notify_room", lambda *_frame: None)
    session = make_session(user("Ana"))
    for number in range(8):
        Nobody().posts(session, f"Number {number}")
    inbox.move_due()
    moment_comes(session)

    def work(_worker: int) -> int:
        try:
            return inbox.move(session.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sorted(workers.map(work, range(4))) == [0, 0, 0, 8]
    assert Comment.objects.count() == 8


def test_a_moment_that_was_drawn_before_the_clock_was_set_back_holds_nothing_up(session, nobody):
    nobody.posts(session, "One")
    nobody.posts(session, "Two")
    inbox.move_due()
    BatchSchedule.objects.update(next_move_at=Now() + timedelta(hours=2))
    inbox.move_due()
    assert Comment.objects.count() == 2
