"""A server that does not check its input breaks at once, and the fuzz test notices."""

from __future__ import annotations

import asyncio
from random import Random

from tests.fuzz.asks import Asks, Someone, addresses
from tests.fuzz.test_fuzz import Run, exchanged, note


async def test_a_server_that_believes_every_payload_is_seen_to_break(installation):
    await asyncio.to_thread(installation.web, "gullible", "plain files", "payloads are believed")
    await asyncio.to_thread(installation.answers, "gullible")
    told, port, run = await asyncio.to_thread(installation.day, 4), installation.ports["gullible"], Run()
    asks = Asks(Random(1), [Someone(port, "a=b")], addresses(told["keys"]))
    for _request in range(20):
        comment = asks.comment()
        note(run, "comment", comment, await exchanged(port, [comment]))
    assert run.broke
    assert {what.split()[0] for what in run.broke} == {"500"}
