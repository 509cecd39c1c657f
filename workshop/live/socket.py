"""The websocket: it only listens. One a page, with a seat for each room of the page; what people write goes by HTTP."""

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
SLOW_AFTER = 30.0  # seconds without room for one frame more
FAREWELL = 2.0


class BadFrame(Exception):
    pass


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
    here.enter(socket)
    try:
        await _read(socket, here, receive)
    finally:
        here.exit(socket)
        socket.gone()


async def _read(socket: Socket, here: hub.Hub, receive) -> None:
    """Until the browser is gone, or has taken leave of us after we closed."""
    while (event := await receive())["type"] == "websocket.receive":
        if socket.is_closed:
            continue
        try:
            await _obey(socket, here, _parse(event.get("text")))
        except BadFrame:
            socket.close(BAD_FRAME)


async def _obey(socket: Socket, here: hub.Hub, frame: dict) -> None:
    if "unsubscribe" in frame:
        here.unsubscribe(socket, _uuid(frame["unsubscribe"]))
        return
    room_id = _uuid(frame.get("subscribe"))
    if len(socket.access) >= hub.ROOMS_A_SOCKET and room_id not in socket.access:
        raise BadFrame
    access = await here.access_for(socket.visitor, room_id, _token(frame))
    if socket.is_closed:  # while the seat was asked for
        return
    if access is None:
        here.unsubscribe(socket, room_id)  # an earlier seat there does not outlive the refusal
        socket.put(encode(kind="refused", room=str(room_id)))
        return
    version = await here.subscribe(socket, access)
    now = await database_sync_to_async(clock.database_milliseconds)()
    # While that was asked a heartbeat may have passed over what was lost: who sits down here must know of it, as the others do.
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
    """A screen's token, if this frame shows anything that could be one."""
    token = frame.get("by")
    return token if isinstance(token, str) and len(token) < 200 and token.isascii() else ""


def _language(scope: dict) -> str:
    asked = parse_qs(scope.get("query_string", b"").decode("ascii", "ignore")).get("language", [""])[0]
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def same_origin(scope: dict) -> bool:
    """Scheme, host and port of the page that asks are ours, or trusted by name. A missing origin is refused."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    secure = settings.TLS or scope.get("scheme") == "wss"
    return origins.is_ours(headers.get(b"origin", ""), host=headers.get(b"host", ""), secure=secure)


class Socket:
    """One browser's page: its visitor, its language, its seats and the wire to it."""

    def __init__(self, visitor: Visitor, language: str, delivery: Delivery, send) -> None:
        self.visitor = visitor
        self.language = language
        self.access: dict[UUID, RoomAccess] = {}
        self.is_closed = False
        self.is_slow = False
        self.write = delivery.write  # for who has seen that it is not slow
        self._delivery = delivery
        self._send = send
        self._patience: asyncio.TimerHandle | None = None
        self._farewell: asyncio.Task | None = None
        delivery.on_full, delivery.on_drain = self._fall_behind, self._catch_up

    def put(self, frame: Frame) -> None:
        """Hand on a frame. A reader who is too slow for it loses it, and is told to fetch once there is room again."""
        if not self.is_slow:
            self.write(frame)

    def close(self, code: int) -> None:
        """Say why, and end the connection. What the browser still sends is not read any more."""
        if self.is_closed:
            return
        self.is_closed = True
        hub.of_this_process().exit(self, for_good=code == hub.REMOVED)
        self._farewell = asyncio.ensure_future(self._take_leave(code))

    def gone(self) -> None:
        self.is_closed = True
        self._stop_waiting()

    def _fall_behind(self) -> None:
        """What waits for this reader is as much as may wait."""
        self.is_slow = True
        hub.of_this_process().look_again(self)
        self._patience = asyncio.get_running_loop().call_later(SLOW_AFTER, self.close, TOO_SLOW)

    def _catch_up(self) -> None:
        """There is room again."""
        self._stop_waiting()
        self.is_slow = False
        here = hub.of_this_process()
        here.look_again(self)
        for room_id in self.access:
            self.put(encode(kind="behind", room=str(room_id), v=here.version_of(room_id, self.language)))

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    async def _take_leave(self, code: int) -> None:
        """A reader who stands still never takes the closing frame either."""
        self._stop_waiting()
        try:
            await asyncio.wait_for(self._send({"type": "websocket.close", "code": code}), FAREWELL)
        except Exception:
            self._delivery.abort()
