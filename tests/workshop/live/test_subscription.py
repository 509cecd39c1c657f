"""A subscription delivers in the order of versions, whatever the order in which frames come."""

import asyncio
import json
import time
from collections.abc import Callable
from uuid import uuid4

import pytest

from workshop.live import subscription as subscriptions
from workshop.live.subscription import Subscription


class Ear:
    is_slow = False

    def __init__(self):
        self.frames = []

    def write(self, frame):
        self.frames.append(frame.text)


class Slow:
    """As long as a thousand sockets take."""

    is_slow = False

    def write(self, _frame):
        time.sleep(subscriptions.WINDOW)


def listener(delivered: int) -> tuple[Subscription, Ear]:
    subscription, ear = Subscription(uuid4()), Ear()
    subscription.add(ear)
    subscription.delivered = delivered
    return subscription, ear


async def test_what_comes_in_order_is_told_at_once():
    subscription, ear = listener(4)
    subscription.receive(4, 5, "five")
    subscription.receive(5, 6, "six")
    assert ear.frames == ["five", "six"]


async def test_a_slow_reader_is_skipped_until_it_has_caught_up():
    subscription, ear = listener(4)
    other = Ear()
    subscription.add(other)
    for version, is_slow in ((5, False), (6, True), (7, False)):
        ear.is_slow = is_slow
        subscription.refresh_writers()
        subscription.receive(version - 1, version, str(version))
    assert ear.frames == ["5", "7"]
    assert other.frames == ["5", "6", "7"]


async def test_what_comes_early_waits_for_what_is_missing():
    subscription, ear = listener(4)
    subscription.receive(5, 6, "six")
    assert ear.frames == []
    subscription.receive(4, 5, "five")
    assert ear.frames == ["five", "six"]


async def test_what_was_told_already_is_not_told_again():
    subscription, ear = listener(4)
    for _time in range(3):
        subscription.receive(4, 5, "five")
    subscription.receive(2, 3, "three")
    assert ear.frames == ["five"]


async def test_a_hole_that_stays_is_told_as_behind_with_the_newest_version():
    subscription, ear = listener(4)
    subscription.receive(6, 7, "seven")
    subscription.receive(7, 8, "eight")
    await asyncio.sleep(subscriptions.EARLY_WAITS + 0.1)
    assert [json.loads(frame) for frame in ear.frames] == [
        {"kind": "behind", "room": str(subscription.room_id), "v": 8}
    ]
    subscription.receive(8, 9, "nine")
    assert ear.frames[-1] == "nine"


async def test_after_a_heartbeat_a_late_notification_is_silent():
    subscription, ear = listener(4)
    subscription.continue_from(6, before=4)
    subscription.receive(4, 5, "five")
    subscription.receive(5, 6, "six")
    subscription.receive(6, 7, "seven")
    assert ear.frames == ["seven"]


async def test_versions_rise_by_any_step():
    subscription, ear = listener(4)
    subscription.receive(90, 97, "third")
    subscription.receive(40, 90, "second")
    subscription.receive(4, 40, "first")
    assert ear.frames == ["first", "second", "third"]


# ── an older database is restored ──


async def test_what_an_older_database_tells_is_heard_once_a_heartbeat_has_compared():
    subscription, ear = listener(40)
    subscription.continue_from(10, before=40)
    subscription.receive(10, 17, "seventeen")
    subscription.receive(17, 60, "sixty")
    assert ear.frames == ["seventeen", "sixty"]


async def test_what_waited_for_a_version_that_was_lost_is_dropped():
    subscription, ear = listener(40)
    subscription.receive(50, 60, "never")
    subscription.continue_from(10, before=40)
    await asyncio.sleep(subscriptions.EARLY_WAITS + 0.1)
    assert ear.frames == []
    assert subscription.delivered == 10


async def test_what_was_told_while_the_database_was_asked_is_no_restore():
    subscription, ear = listener(40)
    subscription.receive(40, 45, "meanwhile")
    subscription.continue_from(40, before=40)
    subscription.receive(45, 47, "next")
    assert ear.frames == ["meanwhile", "next"]


async def test_as_many_tellings_of_another_history_are_a_hole():
    """The versions of a restored database are others: what comes after them does not come after what was delivered."""
    subscription, ear = listener(40)
    subscription.receive(41, 47, "of another history")
    assert ear.frames == []
    await asyncio.sleep(subscriptions.EARLY_WAITS + 0.1)
    assert json.loads(ear.frames[0])["kind"] == "behind"


async def test_a_quiet_room_never_waits():
    subscription, ear = listener(0)
    for version in (1, 2, 3, 4):
        subscription.receive(version - 1, version, f'"{version}"')
        assert ear.frames[-1] == f'"{version}"'
        await asyncio.sleep(subscriptions.WINDOW / 2)


@pytest.fixture
def long_window(monkeypatch):
    """So long that a busy machine does not miss it."""
    monkeypatch.setattr(subscriptions, "WINDOW", 0.5)


async def comes_true(what: Callable[[], bool]) -> bool:
    async with asyncio.timeout(60):
        while not what():
            await asyncio.sleep(0.01)
    return True


async def test_a_busy_room_is_told_once_a_window_in_order_and_with_nothing_left_out(monkeypatch):
    monkeypatch.setattr(subscriptions, "WINDOW", 1.0)
    subscription, ear = listener(0)
    for version in range(1, 101):
        subscription.receive(version - 1, version, str(version))
    assert len(ear.frames) == subscriptions.BUSY
    assert await comes_true(lambda: len(ear.frames) > subscriptions.BUSY)
    subscription.receive(100, 101, "101")  # within the next window
    assert len(ear.frames) == subscriptions.BUSY + 1
    assert [version for frame in ear.frames for version in numbers(frame)] == list(range(1, 101))
    assert await comes_true(lambda: ear.frames[-1] == "101")


async def test_a_room_is_busy_also_where_each_telling_takes_long(long_window):
    subscription, ear = listener(0)
    subscription.add(Slow())
    for version in range(1, 11):
        subscription.receive(version - 1, version, str(version))
    assert len(ear.frames) == subscriptions.BUSY
    assert await comes_true(lambda: len(ear.frames) > subscriptions.BUSY)
    assert [version for frame in ear.frames for version in numbers(frame)] == list(range(1, 11))


async def test_a_room_that_was_busy_and_is_quiet_again_is_told_at_once(long_window):
    subscription, ear = listener(0)
    for version in range(1, 11):
        subscription.receive(version - 1, version, str(version))
    await asyncio.sleep(subscriptions.WINDOW * 3)
    subscription.receive(10, 11, "11")
    assert ear.frames[-1] == "11"


def numbers(frame: str) -> list[int]:
    found = json.loads(frame)
    return found if isinstance(found, list) else [found]
