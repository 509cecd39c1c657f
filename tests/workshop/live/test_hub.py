"""The hub delivers in the order of versions, whatever the order in which it hears."""

import asyncio
import json
from uuid import uuid4

from workshop.live import hub
from workshop.live.hub import Subscription


class Ear:
    def __init__(self):
        self.frames = []

    def put(self, frame, room_id=None):
        self.frames.append(frame)


def listener(delivered: int) -> tuple[Subscription, Ear]:
    subscription, ear = Subscription(uuid4()), Ear()
    subscription.sockets.add(ear)
    subscription.delivered = delivered
    return subscription, ear


async def test_what_comes_in_order_is_told_at_once():
    subscription, ear = listener(4)
    subscription.hear(5, "five")
    subscription.hear(6, "six")
    assert ear.frames == ["five", "six"]


async def test_what_comes_early_waits_for_what_is_missing():
    subscription, ear = listener(4)
    subscription.hear(6, "six")
    assert ear.frames == []
    subscription.hear(5, "five")
    assert ear.frames == ["five", "six"]


async def test_what_was_told_already_is_not_told_again():
    subscription, ear = listener(4)
    for _time in range(3):
        subscription.hear(5, "five")
    subscription.hear(3, "three")
    assert ear.frames == ["five"]


async def test_a_hole_that_stays_is_told_as_behind_with_the_newest_version():
    subscription, ear = listener(4)
    subscription.hear(7, "seven")
    subscription.hear(8, "eight")
    await asyncio.sleep(hub.EARLY_WAITS + 0.1)
    assert [json.loads(frame) for frame in ear.frames] == [
        {"kind": "behind", "room": str(subscription.room_id), "v": 8}
    ]
    subscription.hear(9, "nine")
    assert ear.frames[-1] == "nine"


async def test_after_a_heartbeat_a_late_bell_is_silent():
    subscription, ear = listener(4)
    subscription.catch_up(6)
    subscription.hear(5, "five")
    subscription.hear(6, "six")
    subscription.hear(7, "seven")
    assert ear.frames == ["seven"]
