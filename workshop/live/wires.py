"""The way from the hub to one browser: raw where the server offers it, else ASGI's `send`. Both behave alike.

A wire takes a frame at once and never waits. `is_full` says that its reader is slow; what is put then is lost. `on_drain` is
called when it has room again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from workshop.live.frames import LONGEST, Frame

EXTENSION = "hashira.frames"  # what workshop.serving.protocol offers in scope["extensions"]
FULL = 2 * LONGEST  # bytes waiting in this process for one reader; what the kernel holds comes on top
FRAMES_WAITING = 64


class RawConnection(Protocol):
    """The server's side of the extension."""

    on_drain: Callable[[], None]

    def write(self, frame: bytes) -> None: ...
    def buffered(self) -> int: ...
    def abort(self) -> None: ...


class Wire(Protocol):
    on_drain: Callable[[], None]

    @property
    def is_full(self) -> bool: ...
    def put(self, frame: Frame) -> None: ...
    def abort(self) -> None: ...


def wire_of(scope: dict, send: Callable[[dict], Awaitable[None]]) -> Wire:
    connection = (scope.get("extensions") or {}).get(EXTENSION)
    return RawWire(connection) if connection is not None else SentWire(send)


class RawWire:
    __slots__ = ("_connection",)

    def __init__(self, connection: RawConnection) -> None:
        self._connection = connection

    @property
    def on_drain(self) -> Callable[[], None]:
        return self._connection.on_drain

    @on_drain.setter
    def on_drain(self, act: Callable[[], None]) -> None:
        self._connection.on_drain = act

    @property
    def is_full(self) -> bool:
        return self._connection.buffered() > FULL

    def put(self, frame: Frame) -> None:
        self._connection.write(frame.wire)

    def abort(self) -> None:
        self._connection.abort()


class SentWire:
    """Frames wait in a queue while `send` waits for the reader. While it does not, each is sent where it is put."""

    def __init__(self, send: Callable[[dict], Awaitable[None]]) -> None:
        self.on_drain: Callable[[], None] = _nothing
        self._send = send
        self._waiting: deque[Frame] = deque()
        self._sending: asyncio.Task | None = None

    @property
    def is_full(self) -> bool:
        return len(self._waiting) >= FRAMES_WAITING

    def put(self, frame: Frame) -> None:
        self._waiting.append(frame)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.Task(self._drain(), loop=asyncio.get_running_loop(), eager_start=True)

    def abort(self) -> None:
        self._waiting.clear()
        if self._sending is not None:
            self._sending.cancel()

    async def _drain(self) -> None:
        was_full = False
        try:
            while self._waiting:
                await self._send({"type": "websocket.send", "text": self._waiting[0].text})
                was_full = was_full or self.is_full
                self._waiting.popleft()
                if was_full and not self._waiting:
                    was_full = False
                    self.on_drain()
        except Exception:  # the reader is gone; the server says so to who receives
            self._waiting.clear()


def _nothing() -> None:
    """Nobody waits."""
