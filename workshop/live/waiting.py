"""Requests that wait ahead of Django. They hold no thread and no connection to the database, and end when their client leaves."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Receive = Callable[[], Awaitable[dict]]


class ClientLeft(Exception):
    """Nobody waits for an answer any more."""


class Full(Exception):
    """There is no place left to wait in."""


class Line:
    """Requests that take turns: one at a time is in its turn, and a bounded number waits, in all and from one address."""

    def __init__(self, in_all: int, from_one_address: int) -> None:
        self._in_all, self._from_one_address = in_all, from_one_address
        self._waiting: Counter[str] = Counter()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, address: str, receive: Receive, *, not_before: float = 0.0) -> AsyncIterator[None]:
        """A turn of one's own, in so many seconds at the earliest. Raises Full, or ClientLeft; the body has been read."""
        if self._waiting.total() >= self._in_all or self._waiting[address] >= self._from_one_address:
            raise Full
        self._waiting[address] += 1
        coming = asyncio.ensure_future(self._come(not_before))
        try:
            await _wait_for(coming, receive)
            yield
        finally:
            if not coming.cancel():  # it had come
                self._turn.release()
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]

    async def _come(self, not_before: float) -> None:
        await asyncio.sleep(not_before)
        await self._turn.acquire()


class Places:
    """So many requests at a time are in a place, the others wait for one in the order in which they came, and not many do.

    Some places are for writes alone, so that what people write never waits behind pages that others look at.
    """

    def __init__(self, at_once: int, *, for_writes: int, waiting: int) -> None:
        self._at_once, self._for_reads, self._waiting_at_most = at_once, at_once - for_writes, waiting
        self.taken = 0
        self._taken_by_reads = 0
        self._waiting: deque[tuple[bool, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def place(self, receive: Receive, *, writes: bool) -> AsyncIterator[Receive]:
        """A place of one's own, and `receive` for what is behind. Raises Full, or ClientLeft for who left while waiting."""
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
            if turn.done():  # it came in the moment in which the client left
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
    """Requests that go before others: these wait, but not for long, until none of the former is being answered."""

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
    """Clients that were told to come later and come too early. They wait for being told again, so that asking on pays nobody.

    Addresses are forgotten `seconds` after they were told. No more than `in_all` requests wait, each for `pause` seconds.
    """

    def __init__(self, in_all: int, pause: float, seconds: float) -> None:
        self._in_all, self._pause, self._seconds = in_all, pause, seconds
        self._told: dict[str, float] = {}  # address: until when it comes too early; the soonest first
        self._waiting = 0

    async def wait(self, address: str) -> None:
        """Counts the address as told."""
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
    """The whole body, whose length is bounded by then (web/request_bodies.py). Raises ClientLeft."""
    body, more = b"", True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientLeft
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` for an application to which the request's body is given once more."""
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
        await asyncio.wait({leaving})  # the application behind us receives next
    if not coming.done():
        raise ClientLeft


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
