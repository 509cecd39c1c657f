"""Delivery of frames to one browser: raw if the server supports it, otherwise over ASGI's `send`. Both behave alike.

`write` takes a frame at once and never waits. When the reader is slow and the buffer is full, `on_full` is called, and `on_drain`
once there is room again. Frames written in between make the buffer grow.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from workshop.live.frames import LONGEST, Frame

EXTENSION = "hashira.frames"  # in scope["extensions"], by workshop.web.websocket_protocol
FULL = 2 * LONGEST  # bytes that wait in this process for one reader, besides those in the kernel's buffer
DRAINED = LONGEST // 4
FRAMES_WAITING = 64


class Delivery(Protocol):
    """The interface of both; the server's extension implements it."""

    on_full: Callable[[], None]
    on_drain: Callable[[], None]

    def write(self, frame: Frame) -> None: ...
    def abort(self) -> None: ...


def delivery_of(scope: dict, send: Callable[[dict], Awaitable[None]]) -> Delivery:
    return (scope.get("extensions") or {}).get(EXTENSION) or AsgiDelivery(send)


class AsgiDelivery:
    """Sends each frame when it is written. Frames are queued while `send` waits for the reader."""

    def __init__(self, send: Callable[[dict], Awaitable[None]]) -> None:
        self.on_full: Callable[[], None] = nothing
        self.on_drain: Callable[[], None] = nothing
        self._send = send
        self._waiting: deque[Frame] = deque()
        self._sending: asyncio.Task | None = None
        self._was_full = False

    def write(self, frame: Frame) -> None:
        self._waiting.append(frame)
        if len(self._waiting) == FRAMES_WAITING:
            self._was_full = True
            self.on_full()
        if self._sending is None or self._sending.done():
            self._sending = asyncio.Task(self._drain(), loop=asyncio.get_running_loop(), eager_start=True)

    def abort(self) -> None:
        self._waiting.clear()
        if self._sending is not None:
            self._sending.cancel()

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._send({"type": "websocket.send", "text": self._waiting[0].text})
                self._waiting.popleft()
                if self._was_full and not self._waiting:
                    self._was_full = False
                    self.on_drain()
        except Exception:  # the reader is gone, and the server ends the socket's `receive`
            self._waiting.clear()


def nothing() -> None:
    """The default for both callbacks."""
