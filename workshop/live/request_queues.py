"""Queues for requests ahead of Django. A waiting request holds no thread and no database connection, and ends with its client."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Receive = Callable[[], Awaitable[dict]]


class ClientDisconnected(Exception):
    """The client disconnected while its request waited."""


class QueueFull(Exception):
    """No more requests may wait."""


class SerialQueue:
    """Lets one request at a time go on. A bounded number of others wait, in total and for each key, such as an address."""

    def __init__(self, limit: int, limit_per_key: int) -> None:
        self._limit, self._limit_per_key = limit, limit_per_key
        self._waiting: Counter[str] = Counter()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, key: str, receive: Receive, *, delay: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn, at least `delay` seconds. Read the body first. Raises QueueFull or ClientDisconnected."""
        if self._waiting.total() >= self._limit or self._waiting[key] >= self._limit_per_key:
            raise QueueFull
        self._waiting[key] += 1
        turn = asyncio.ensure_future(self._acquire_turn(delay))
        try:
            await _wait_for(turn, receive)
            yield
        finally:
            if not turn.cancel():  # the lock had been acquired
                self._turn.release()
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    async def _acquire_turn(self, delay: float) -> None:
        await asyncio.sleep(delay)
        await self._turn.acquire()


class ConcurrencyLimit:
    """Limits how many requests are answered at a time. A bounded number of others wait in the order in which they came.

    Some places are reserved for writes, so that what people write never waits behind pages that others read.
    """

    def __init__(self, limit: int, *, reserved_for_writes: int, queue_limit: int) -> None:
        self._limit, self._limit_of_reads, self._queue_limit = limit, limit - reserved_for_writes, queue_limit
        self.in_use = 0
        self._in_use_by_reads = 0
        self._queue: deque[tuple[bool, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def place(self, receive: Receive, *, writes: bool) -> AsyncIterator[Receive]:
        """Wait for a place. Yields the `receive` to pass on to the application. Raises QueueFull or ClientDisconnected."""
        if not self._take(writes):
            if self._queue_length(writes) >= self._queue_limit:
                raise QueueFull
            receive = await self._wait(receive, writes)
        try:
            yield receive
        finally:
            self._free(writes)

    async def _wait(self, receive: Receive, writes: bool) -> Receive:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (writes, turn)
        self._queue.append(entry)
        try:
            body = await read_body(receive)
            await _wait_for(turn, receive)
        except BaseException:
            if turn.done():  # the place became free at the moment when the client disconnected
                self._free(writes)
            else:
                self._queue.remove(entry)
            raise
        return replayed(body, receive)

    def _take(self, writes: bool) -> bool:
        if self.in_use >= self._limit or (not writes and self._in_use_by_reads >= self._limit_of_reads):
            return False
        self.in_use += 1
        self._in_use_by_reads += not writes
        return True

    def _free(self, writes: bool) -> None:
        self.in_use -= 1
        self._in_use_by_reads -= not writes
        for entry in list(self._queue):
            waiting_writes, turn = entry
            if self._take(waiting_writes):
                self._queue.remove(entry)
                turn.set_result(None)

    def _queue_length(self, writes: bool) -> int:
        return sum(each == writes for each, _turn in self._queue)


class RequestsInProgress:
    """Counts requests that are being answered, so that less urgent ones can wait until there are none."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    async def __aenter__(self) -> None:
        self._count += 1
        self._none.clear()

    async def __aexit__(self, *_exception: object) -> None:
        self._count -= 1
        if not self._count:
            self._none.set()

    async def wait_until_none(self, at_most: float) -> None:
        """Wait until none is being answered, but no longer than `at_most` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._none.wait(), at_most)


class EarlyRetryDelay:
    """Delays clients that were told to retry later and retry too early, so that they gain nothing.

    An address is forgotten `retry_after` seconds after it was told. At most `limit` requests are delayed, each by `delay` seconds.
    """

    def __init__(self, limit: int, *, delay: float, retry_after: float) -> None:
        self._limit, self._delay, self._retry_after = limit, delay, retry_after
        self._told: dict[str, float] = {}  # address: until when a request is too early; the soonest first
        self._delayed = 0

    async def wait(self, address: str) -> None:
        """Delay the request if it is early. The address counts as told from now on."""
        now = time.monotonic()
        while self._told and self._told[soonest := next(iter(self._told))] <= now:
            del self._told[soonest]
        is_early = self._told.pop(address, None) is not None
        self._told[address] = now + self._retry_after
        if not is_early or self._delayed >= self._limit:
            return
        self._delayed += 1
        try:
            await asyncio.sleep(self._delay)
        finally:
            self._delayed -= 1


async def read_body(receive: Receive) -> bytes:
    """The whole body, whose length web/request_bodies.py has limited. Raises ClientDisconnected."""
    body, more = b"", True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnected
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the application this body, which has been read already."""
    events = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive_again() -> dict:
        return next(events, None) or await receive()

    return receive_again


async def _wait_for(turn: asyncio.Future, receive: Receive) -> None:
    disconnect = asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait({turn, disconnect}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        disconnect.cancel()
        await asyncio.wait({disconnect})  # only then may the application receive
    if not turn.done():
        raise ClientDisconnected


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
