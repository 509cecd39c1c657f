"""Queues for requests ahead of Django. A waiting request holds no thread and no database connection, and ends with its client."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Receive = Callable[[], Awaitable[dict]]


class ClientLeft(Exception):
    """The client disconnected while its request waited."""


class Full(Exception):
    """No more requests may wait."""


class Line:
    """One request at a time has its turn. A bounded number waits, in all and from one address."""

    def __init__(self, in_all: int, from_one_address: int) -> None:
        self._in_all, self._from_one_address = in_all, from_one_address
        self._waiting: Counter[str] = Counter()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, address: str, receive: Receive, *, not_before: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn, at least `not_before` seconds. Read the body first. Raises Full or ClientLeft."""
        if self._waiting.total() >= self._in_all or self._waiting[address] >= self._from_one_address:
            raise Full
        self._waiting[address] += 1
        coming = asyncio.ensure_future(self._come(not_before))
        try:
            await _wait_for(coming, receive)
            yield
        finally:
            if not coming.cancel():  # the turn had come
                self._turn.release()
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]

    async def _come(self, not_before: float) -> None:
        await asyncio.sleep(not_before)
        await self._turn.acquire()


class Places:
    """Limits how many requests are answered at a time. A bounded number of others wait in the order in which they came.

    Some places are reserved for writes, so that what people write never waits behind pages that others read.
    """

    def __init__(self, at_once: int, *, for_writes: int, waiting: int) -> None:
        self._at_once, self._for_reads, self._waiting_at_most = at_once, at_once - for_writes, waiting
        self.taken = 0
        self._taken_by_reads = 0
        self._waiting: deque[tuple[bool, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def place(self, receive: Receive, *, writes: bool) -> AsyncIterator[Receive]:
        """Wait for a place. Yields the `receive` to pass on to the application. Raises Full or ClientLeft."""
        if not self._take(writes):
            if self._waits(writes) >= self._waiting_at_most:
                raise Full
            receive = await self._wait(receive, writes)
        try:
            yield receive
        finally:
            self.taken -= 1
            self._taken_by_reads -= not writes
            self._let_in()

    async def _wait(self, receive: Receive, writes: bool) -> Receive:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waits = (writes, turn)
        self._waiting.append(waits)
        try:
            body = await read_body(receive)
            await _wait_for(turn, receive)
        except BaseException:
            if turn.done():  # it came at the moment when the client left
                self.taken -= 1
                self._taken_by_reads -= not writes
            else:
                self._waiting.remove(waits)
            self._let_in()
            raise
        return replayed(body, receive)

    def _take(self, writes: bool) -> bool:
        if self.taken >= self._at_once or (not writes and self._taken_by_reads >= self._for_reads):
            return False
        self.taken += 1
        self._taken_by_reads += not writes
        return True

    def _waits(self, writes: bool) -> int:
        return sum(each == writes for each, _turn in self._waiting)

    def _let_in(self) -> None:
        for waits in list(self._waiting):
            writes, turn = waits
            if self._take(writes):
                self._waiting.remove(waits)
                turn.set_result(None)


class Precedence:
    """Lets some requests go first: `give_way` waits, for at most `at_most` seconds, until none of those is being answered."""

    def __init__(self, at_most: float) -> None:
        self._at_most = at_most  # seconds
        self._answering = 0
        self._none = asyncio.Event()
        self._none.set()

    async def __aenter__(self) -> None:
        self._answering += 1
        self._none.clear()

    async def __aexit__(self, *_exception: object) -> None:
        self._answering -= 1
        if not self._answering:
            self._none.set()

    async def give_way(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._none.wait(), self._at_most)


class EarlyReturns:
    """Delays clients that were told to come back later and come back too early, so that early requests gain nothing.

    An address is forgotten `seconds` after it was told. At most `in_all` requests are delayed, each by `pause` seconds.
    """

    def __init__(self, in_all: int, pause: float, seconds: float) -> None:
        self._in_all, self._pause, self._seconds = in_all, pause, seconds
        self._told: dict[str, float] = {}  # address: until when a request is too early; the soonest first
        self._waiting = 0

    async def wait(self, address: str) -> None:
        """Delay the request if it is early. The address counts as told from now on."""
        now = time.monotonic()
        while self._told and self._told[soonest := next(iter(self._told))] <= now:
            del self._told[soonest]
        is_early = self._told.pop(address, None) is not None
        self._told[address] = now + self._seconds
        if not is_early or self._waiting >= self._in_all:
            return
        self._waiting += 1
        try:
            await asyncio.sleep(self._pause)
        finally:
            self._waiting -= 1


async def read_body(receive: Receive) -> bytes:
    """The whole body, whose length web/request_bodies.py has limited. Raises ClientLeft."""
    body, more = b"", True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientLeft
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the application this body, which has been read already."""
    events = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again() -> dict:
        return next(events, None) or await receive()

    return again


async def _wait_for(coming: asyncio.Future, receive: Receive) -> None:
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        await asyncio.wait({leaving})  # only then may the application receive
    if not coming.done():
        raise ClientLeft


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
