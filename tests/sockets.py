"""Sockets of the tests: a real ASGI application, a real channel layer, one browser a socket."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import connections

from workshop.asgi import application
from workshop.live import notifier
from workshop.live.models import Room

ORIGIN = [(b"host", b"testserver"), (b"origin", b"http://testserver")]
PATIENCE = 60.0  # seconds; the machine may be busy


class Ears:
    """What one browser hears."""

    def __init__(self, socket: ApplicationCommunicator) -> None:
        self.socket = socket
        self.hello: dict = {}  # the answer to the last `subscribe`
        self._heard: list[dict] = []

    async def subscribes(self, room: Room, seen: int = 0, **more) -> dict:
        await self.says({"subscribe": str(room.pk), "seen": seen} | more)
        self.hello = await self.hears("subscribed", "refused")
        return self.hello

    async def says(self, frame: dict | str) -> None:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        await self.socket.send_input({"type": "websocket.receive", "text": text})

    async def hears_first(self) -> dict:
        event = await asyncio.wait_for(self.socket.output_queue.get(), PATIENCE)
        return json.loads(event["text"])

    async def hears(self, *kinds: str, within: float = PATIENCE) -> dict:
        """The next frame of one of these kinds; other kinds are passed over."""
        async with asyncio.timeout(within):
            while True:
                if not self._heard:
                    event = await asyncio.wait_for(self.socket.output_queue.get(), within)
                    assert event["type"] == "websocket.send", event
                    several = json.loads(event["text"])
                    self._heard += several if isinstance(several, list) else [several]
                frame = self._heard.pop(0)
                if frame["kind"] in kinds:
                    return frame

    async def hears_nothing(self, *kinds: str, within: float = 0.6) -> bool:
        try:
            await self.hears(*kinds, within=within)
        except TimeoutError:
            return True
        return False

    async def is_closed(self, within: float = PATIENCE) -> int:
        """The code with which the server closes this socket."""
        async with asyncio.timeout(within):
            while (event := await self.socket.output_queue.get())["type"] != "websocket.close":
                pass
        return event.get("code", 1000)


@asynccontextmanager
async def listening(cookies: bytes = b"", *, language: str = "en", headers: list | None = None):
    """A socket that is open. Leaving it waits for the notifications that still ring."""
    headers = [*(headers if headers is not None else ORIGIN), (b"cookie", cookies)]
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": "/live/",
        "query_string": f"language={language}".encode(),
        "headers": headers,
        "subprotocols": [],
    }
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    answer = await socket.receive_output(timeout=PATIENCE)
    try:
        yield Ears(socket) if answer["type"] == "websocket.accept" else None
    finally:
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(timeout=PATIENCE)
        await sync_to_async(notifier.wait_until_sent)()
        await sync_to_async(connections.close_all)()


@asynccontextmanager
async def subscribed(browser, room: Room, *, language: str = "en"):
    async with listening(browser.cookie_header, language=language) as ears:
        await ears.subscribes(room)
        yield ears
