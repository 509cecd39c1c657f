"""A cache of values that show rooms: each is made once for all who ask, and valid while the rooms have the state it shows.

Memory is bounded: the least recently used value is dropped first.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

TRIES = 2  # a value that is being made for an earlier caller may be older than the state that a later caller found


class Showing[S](Protocol):
    """Something that shows rooms in a state `S`."""

    @property
    def size(self) -> int:
        """Approximate size in bytes."""

    def shows(self, state: S) -> bool:
        """Whether it shows exactly this state. A later one may come from a database that was replaced by an older one."""

    def is_no_older_than(self, state: S) -> bool: ...


class VersionCache[K, S, V: Showing]:
    def __init__(self, at_most: int) -> None:
        self.at_most = at_most  # bytes
        self._stored: OrderedDict[K, V] = OrderedDict()
        self._size = 0
        self._being_made: dict[K, asyncio.Future[V | None]] = {}

    def __len__(self) -> int:
        return len(self._stored)

    async def get(self, key: K, state: S, make: Callable[[], Awaitable[V | None]]) -> V | None:
        """The stored value if it shows this state, else a new one, made once for all who wait.

        None if it cannot be made. The value shows this state or a later one, unless the state keeps changing.
        """
        value = self._stored.get(key)
        if value is not None and value.shows(state):
            self._stored.move_to_end(key)
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
                self._store(key, value)
            return value
        finally:
            self._being_made.pop(key, None)

    def _store(self, key: K, value: V) -> None:
        if before := self._stored.pop(key, None):
            self._size -= before.size
        self._stored[key] = value
        self._size += value.size
        while self._size > self.at_most:
            _key, oldest = self._stored.popitem(last=False)
            self._size -= oldest.size
