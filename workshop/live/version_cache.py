"""What is made once for all who want the same, and kept as long as the rooms stand as it shows them.

Memory is bounded: what was wanted longest ago goes first.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

TRIES = 2  # what was begun for another, a moment before one's own question, may be older than that


class Showing[S](Protocol):
    """Something that shows rooms in a state `S`."""

    @property
    def size(self) -> int:
        """About how many bytes."""

    def shows(self, state: S) -> bool:
        """Exactly this state: one that is further may come from a database that was replaced by an older one."""

    def is_no_older_than(self, state: S) -> bool: ...


class VersionCache[K, S, V: Showing]:
    def __init__(self, at_most: int) -> None:
        self.at_most = at_most  # bytes
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._size = 0
        self._being_made: dict[K, asyncio.Future[V | None]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, key: K, state: S, make: Callable[[], Awaitable[V | None]]) -> V | None:
        """What is kept under this key, if it shows the state that was found; else it is made, once for all who wait.

        None where it cannot be made. It shows what was found or later, unless that keeps changing.
        """
        value = self._kept.get(key)
        if value is not None and value.shows(state):
            self._kept.move_to_end(key)
            return value
        for _try in range(TRIES):
            value = await asyncio.shield(self._made(key, make))
            if value is None or value.is_no_older_than(state):
                break
        return value

    def _made(self, key: K, make: Callable[[], Awaitable[V | None]]) -> asyncio.Future[V | None]:
        being_made = self._being_made.get(key)
        if being_made is None or being_made.get_loop() is not asyncio.get_running_loop():  # tests have many
            being_made = self._being_made[key] = asyncio.ensure_future(self._make(key, make))
        return being_made

    async def _make(self, key: K, make: Callable[[], Awaitable[V | None]]) -> V | None:
        try:
            if (value := await make()) is not None:
                self._keep(key, value)
            return value
        finally:
            self._being_made.pop(key, None)

    def _keep(self, key: K, value: V) -> None:
        if before := self._kept.pop(key, None):
            self._size -= before.size
        self._kept[key] = value
        self._size += value.size
        while self._size > self.at_most:
            _key, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size
