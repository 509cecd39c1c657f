"""The websocket. A page has one, subscribed to each room of the page; what people write goes by HTTP."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings

from workshop.live import clock, hub, limits, origins
from workshop.live.delivery import Delivery, delivery_of
from workshop.live.frames import Frame, encode
from workshop.live.visitors import RoomAccess, Visitor, visitors

BAD_FRAME = 4400
TOO_SLOW = 4408
SLOW_AFTER = 30.0  # seconds; a reader whose buffer stays full for so long is disconnected
CLOSE_TIMEOUT = 2.0  # seconds for the closing frame


class BadFrame(Exception):
    """A frame that no page of ours sends."""


async def live(scope: dict, receive, send) -> None:
    """The ASGI application behind `/live/`. Every frame is described in docs/protocol.md."""
    await receive()  # websocket.connect
    if not same_origin(scope):
        await send({"type": "websocket.close", "code": 4403})
        return
    visitor = await visitors().from_scope(scope)
    await send({"type": "websocket.accept"})
    here = hub.of_this_process()
    socket = Socket(visitor, _language(scope), delivery_of(scope, send), send)
    socket.put(encode(kind="welcome", app_version=settings.APP_VERSION))
    here.add_socket(socket)
    try:
        await _read(socket, here, receive)
    finally:
        here.remove_socket(socket)
        socket.disconnected()


async def _read(socket: Socket, here: hub.Hub, receive) -> None:
    """Read frames until the browser has disconnected. After we closed the socket they are ignored."""
    while (event := await receive())["type"] == "websocket.receive":
        if socket.is_closed:
            continue
        try:
            await _handle(socket, here, _parse(event.get("text")))
        except BadFrame:
            socket.close(BAD_FRAME)


async def _handle(socket: Socket, here: hub.Hub, frame: dict) -> None:
    if "unsubscribe" in frame:
        here.unsubscribe(socket, _uuid(frame["unsubscribe"]))
        return
    room_id = _uuid(frame.get("subscribe"))
    if len(socket.access) >= hub.ROOMS_A_SOCKET and room_id not in socket.access:
        raise BadFrame
    access = await here.access_for(socket.visitor, room_id, _token(frame))
    if socket.is_closed:  # while access was asked for
        return
    if access is None:
        here.unsubscribe(socket, room_id)  # an earlier access to the room ends with the refusal
        socket.put(encode(kind="refused", room=str(room_id)))
        return
    version = await here.subscribe(socket, access)
    now = await database_sync_to_async(clock.database_milliseconds)()
    # A heartbeat in between may have skipped lost frames. This socket must learn of it as the others did.
    version = max(version, here.version_of(room_id, socket.language))
    socket.put(encode(kind="subscribed", room=str(room_id), v=version, now=now))


def _parse(text: str | None) -> dict:
    if text is None or len(text) > limits.FRAME_FROM_BROWSERS:
        raise BadFrame
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame from None
    if not isinstance(frame, dict):
        raise BadFrame
    return frame


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise BadFrame from None


def _token(frame: dict) -> str:
    """The token of a screen; empty if the frame has none."""
    token = frame.get("by")
    return token if isinstance(token, str) and len(token) < 200 and token.isascii() else ""


def _language(scope: dict) -> str:
    asked = parse_qs(scope.get("query_string", b"").decode("ascii", "ignore")).get("language", [""])[0]
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def same_origin(scope: dict) -> bool:
    """Whether scheme, host and port of the page are ours, or trusted by name. A missing origin is refused."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    secure = settings.TLS or scope.get("scheme") == "wss"
    return origins.is_ours(headers.get(b"origin", ""), host=headers.get(b"host", ""), secure=secure)


class Socket:
    """One page in a browser: its visitor, its language, its rooms and the delivery of frames to it."""

    def __init__(self, visitor: Visitor, language: str, delivery: Delivery, send) -> None:
        self.visitor = visitor
        self.language = language
        self.access: dict[UUID, RoomAccess] = {}
        self.is_closed = False
        self.is_slow = False
        self.write = delivery.write  # only to be called while the socket is not slow
        self._delivery = delivery
        self._send = send
        self._timeout: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task | None = None
        delivery.on_full, delivery.on_drain = self._on_full, self._on_drain

    def put(self, frame: Frame) -> None:
        """Write a frame. A slow reader does not get it, and is told to fetch once its buffer has room again."""
        if not self.is_slow:
            self.write(frame)

    def close(self, code: int) -> None:
        """End the connection with this code. What the browser still sends is ignored."""
        if self.is_closed:
            return
        self.is_closed = True
        hub.of_this_process().remove_socket(self, for_good=code == hub.REMOVED)
        self._closing = asyncio.ensure_future(self._send_close(code))

    def disconnected(self) -> None:
        self.is_closed = True
        self._cancel_timeout()

    def _on_full(self) -> None:
        """The reader's buffer is full."""
        self.is_slow = True
        hub.of_this_process().refresh_writers(self)
        self._timeout = asyncio.get_running_loop().call_later(SLOW_AFTER, self.close, TOO_SLOW)

    def _on_drain(self) -> None:
        """The reader's buffer has room again."""
        self._cancel_timeout()
        self.is_slow = False
        here = hub.of_this_process()
        here.refresh_writers(self)
        for room_id in self.access:
            self.put(encode(kind="behind", room=str(room_id), v=here.version_of(room_id, self.language)))

    def _cancel_timeout(self) -> None:
        if self._timeout is not None:
            self._timeout.cancel()
            self._timeout = None

    async def _send_close(self, code: int) -> None:
        """A reader that does not read does not take the closing frame either, so its connection is aborted."""
        self._cancel_timeout()
        try:
            await asyncio.wait_for(self._send({"type": "websocket.close", "code": code}), CLOSE_TIMEOUT)
        except Exception:
            self._delivery.abort()
