"""The version cache: each value is made once for all who wait, is never older than the state found, and memory is bounded."""

import asyncio
from dataclasses import dataclass

import pytest

from workshop.live.version_cache import VersionCache


@dataclass(frozen=True)
class Made:
    version: int
    size: int = 10

    def shows(self, version: int) -> bool:
        return self.version == version

    def is_no_older_than(self, version: int) -> bool:
        return self.version >= version


class Maker:
    """Makes what there is now, when it is let."""

    def __init__(self) -> None:
        self.version, self.made = 1, 0
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.go.set()

    async def __call__(self) -> Made | None:
        self.made += 1
        made = Made(self.version)
        self.begun.set()
        await self.go.wait()
        return made


@pytest.fixture
async def maker() -> Maker:
    return Maker()


@pytest.fixture
def kept() -> VersionCache[str, int, Made]:
    return VersionCache(at_most=30)


async def test_it_is_made_once_for_everyone_waiting_and_for_later_requests(kept, maker):
    maker.go.clear()
    waiting = [asyncio.create_task(kept.get("one", 1, maker)) for _ in range(5)]
    await asyncio.sleep(0)
    maker.go.set()
    assert {made.version for made in await asyncio.gather(*waiting)} == {1}
    assert (await kept.get("one", 1, maker)).version == 1
    assert maker.made == 1


@pytest.mark.parametrize("found", [2, 0], ids=["something is told", "a backup is restored"])
async def test_what_shows_another_state_is_made_again(kept, maker, found):
    await kept.get("one", 1, maker)
    maker.version = found
    assert (await kept.get("one", found, maker)).version == found


async def test_a_request_that_found_a_newer_version_than_is_being_made_waits_for_it(kept, maker):
    maker.go.clear()
    first = asyncio.create_task(kept.get("one", 1, maker))
    await maker.begun.wait()
    maker.version = 2
    second = asyncio.create_task(kept.get("one", 2, maker))
    await asyncio.sleep(0)
    maker.go.set()
    assert ((await first).version, (await second).version) == (1, 2)


async def test_a_client_that_leaves_while_it_is_made_takes_it_from_nobody(kept, maker):
    maker.go.clear()
    leaves, stays = (asyncio.create_task(kept.get("one", 1, maker)) for _ in range(2))
    await asyncio.sleep(0)
    leaves.cancel()
    maker.go.set()
    assert (await stays).version == 1


async def test_what_was_wanted_longest_ago_goes_first(kept, maker):
    for key in ("one", "two", "three"):
        await kept.get(key, 1, maker)
    await kept.get("one", 1, maker)
    await kept.get("four", 1, maker)
    assert (len(kept), maker.made) == (3, 4)
    await kept.get("one", 1, maker)
    assert maker.made == 4
    await kept.get("two", 1, maker)
    assert maker.made == 5


async def test_what_cannot_be_made_is_tried_again_by_the_next(kept):
    async def nothing() -> None:
        return None

    async def fails() -> Made:
        raise ValueError

    assert await kept.get("one", 1, nothing) is None
    with pytest.raises(ValueError):
        await kept.get("one", 1, fails)
    assert len(kept) == 0
