"""What lies between browsers and web processes: a proxy that hands on bytes, and can be told to do it badly.

It shares connections out to the web processes and takes the other where one does not answer, as nginx does.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter, deque
from contextlib import suppress
from random import Random
from typing import cast

RESET = struct.pack("ii", 1, 0)  # SO_LINGER of nothing: closing says RST


class Proxy:
    """`weather` is the fault that connections have now: none (""), hole, reset, delay or cut."""

    def __init__(self, ports: list[int], chance: Random) -> None:
        self.ports, self.chance = ports, chance
        self.weather = ""
        self.share = 0.0  # of the connections
        self.befell: Counter[str] = Counter()
        self.pairs: set[Pair] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """The port at which it listens."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Pair(self).browser, "127.0.0.1", 0, backlog=1024)
        return self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server:
            self._server.close()
        for pair in list(self.pairs):
            pair.end()

    def turn(self, weather: str, share: float) -> None:
        """From now on; a hole swallows, and a reset ends, also what is open already."""
        self.weather, self.share = weather, share
        if weather in {"hole", "reset"}:
            for pair in list(self.pairs):
                self.befall(pair)

    def clear(self) -> None:
        """Lost bytes stay lost, as with a laptop that has changed its network: the peers must notice it themselves."""
        self.weather, self.share = "", 0.0
        for pair in self.pairs:
            pair.slowed_by = 0.0

    def befall(self, pair: Pair) -> None:
        if not self.weather or self.chance.random() >= self.share:
            return
        self.befell[self.weather] += 1
        if self.weather == "hole":
            pair.in_a_hole = True
        elif self.weather == "reset":
            pair.reset()
        elif self.weather == "cut":
            pair.ends_after = self.chance.choice((0, 1, 17, 200, 900, 4000))
        else:
            pair.slowed_by = self.chance.uniform(0.05, 1.0)


class Pair:
    """A browser's connection and ours to the web process."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.in_a_hole = False
        self.slowed_by = 0.0
        self.ends_after: int | None = None  # bytes of what the server says
        self._until = 0.0  # when the last of what was slowed goes on
        self.browser, self.server = End(self), End(self)
        self._said_early: list[bytes] = []
        self._connecting: asyncio.Task | None = None

    def begin(self) -> None:
        self.proxy.pairs.add(self)
        self.proxy.befall(self)
        if not self.in_a_hole and not self.browser.is_gone:
            self._connecting = asyncio.ensure_future(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        ports = self.proxy.chance.sample(self.proxy.ports, len(self.proxy.ports))
        for port in ports:
            with suppress(OSError):
                await loop.create_connection(lambda: self.server, "127.0.0.1", port)
                break
        else:
            self.end()
            return
        if self.browser.is_gone:
            self.end()
            return
        for data in self._said_early:
            self.server.put(data)
        self._said_early.clear()

    def said(self, end: End, data: bytes) -> None:
        if self.in_a_hole:
            return
        if end is self.browser:
            if self.server.transport is None:
                self._said_early.append(data)
            else:
                self._hand_on(self.server, data)
            return
        if self.ends_after is not None:
            data, whole = data[: self.ends_after], len(data)
            self.ends_after -= whole
        if data:
            self._hand_on(self.browser, data)
        if self.ends_after is not None and self.ends_after < 0:
            self.end()

    def gone(self, end: End) -> None:
        """In a hole nobody hears that the other has gone."""
        if not self.in_a_hole or end is self.browser:
            self.end()

    def end(self) -> None:
        self.proxy.pairs.discard(self)
        for end in (self.browser, self.server):
            if end.transport:
                end.transport.close()

    def reset(self) -> None:
        self.proxy.pairs.discard(self)
        for end in (self.browser, self.server):
            if end.transport and not end.transport.is_closing():
                line = cast(socket.socket, end.transport.get_extra_info("socket"))
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.transport.abort()

    def _hand_on(self, to: End, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        if self.slowed_by or loop.time() < self._until:
            self._until = max(self._until, loop.time() + self.slowed_by)
            to.waiting.append(data)  # no byte overtakes another, whichever timer comes first
            loop.call_at(self._until, to.put_next)
        else:
            to.put(data)


class End(asyncio.Protocol):
    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.transport: asyncio.Transport | None = None
        self.waiting: deque[bytes] = deque()
        self.is_gone = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        if self is self.pair.browser:
            self.pair.begin()

    def put(self, data: bytes) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.write(data)

    def put_next(self) -> None:
        self.put(self.waiting.popleft())

    def data_received(self, data: bytes) -> None:
        self.pair.said(self, data)

    def connection_lost(self, error: Exception | None) -> None:
        self.is_gone = True
        self.pair.gone(self)
