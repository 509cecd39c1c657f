"""Two facilitators press at the same moment, on the same picture: the day moves once, and one of them hears why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from workshop.sessions import moves, services
from workshop.sessions.models import Stage

pytestmark = pytest.mark.django_db(transaction=True)


def stage(session, position) -> Stage:
    return session.stages.get(position=position)


def at_once(*presses) -> list:
    """What each got, each in a thread and on a connection of its own."""
    barrier = Barrier(len(presses))

    def press(act):
        try:
            barrier.wait(60)
            return act()
        except moves.NotMade as why:
            return why
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(press, presses))


@transaction.atomic
def undo(session, number):
    return services.undo(moves.undoable(moves.hold(session.pk), number))


@pytest.fixture
def running(session):
    services.start(stage(session, 0))
    return session


@pytest.fixture
def paused(running):
    services.pause(stage(running, 0))
    return running


PRESSES = {
    "start": lambda session, seen: services.start(stage(session, 1), seen=seen),
    "end": lambda session, seen: services.end(stage(session, 0), seen=seen),
    "pause": lambda session, seen: services.pause(stage(session, 0), seen=seen),
    "extended": lambda session, seen: services.extend(stage(session, 0), timedelta(minutes=5), seen=seen),
    "skip": lambda session, seen: services.skip(stage(session, 1), seen=seen),
    "undo": lambda session, seen: undo(session, seen),
}


def one_moved_one_heard_why(session, before: int, results: list) -> None:
    assert moves.number_of(session.pk) == before + 1
    assert sorted(isinstance(one, moves.NotMade) for one in results) == [False, True]
    why = next(str(one) for one in results if isinstance(one, moves.NotMade))
    assert why.endswith(".")


@pytest.mark.parametrize("name", PRESSES)
def test_of_two_facilitators_who_press_the_same_button_one_makes_the_move(running, name):
    seen = moves.number_of(running.pk)
    results = at_once(*[lambda: PRESSES[name](running, seen)] * 2)
    one_moved_one_heard_why(running, seen, results)


def test_of_two_facilitators_who_resume_the_clock_one_does(paused):
    seen = moves.number_of(paused.pk)
    results = at_once(*[lambda: services.resume(stage(paused, 0), seen=seen)] * 2)
    one_moved_one_heard_why(paused, seen, results)


@pytest.mark.parametrize("other", [name for name in PRESSES if name != "undo"])
def test_if_one_undoes_and_another_starts_the_next_stage_one_is_first(running, other):
    seen = moves.number_of(running.pk)
    results = at_once(lambda: undo(running, seen), lambda: PRESSES[other](running, seen))
    one_moved_one_heard_why(running, seen, results)


def test_two_facilitators_who_press_different_buttons_make_one_move(running):
    seen = moves.number_of(running.pk)
    results = at_once(*(lambda name=name: PRESSES[name](running, seen) for name in ("start", "pause")))
    one_moved_one_heard_why(running, seen, results)
