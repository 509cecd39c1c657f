"""The websocket: it only listens. One a page, with a seat for each room of the page; what people write goes by HTTP."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings

from workshop.live import clock, hub, origins
from workshop.live.models import Room
from workshop.live.visitors import Visitor, visitors

BAD_FRAME = 4400
TOO_SLOW = 4408
LONGEST_FRAME = 32 * 1024
FRAMES_WAITING = 64
SLOW_AFTER = 30.0  # seconds for one frame


class BadFrame(Exception):
    pass


async def live(scope: dict, receive, send) -> None:
    """The ASGI application behind `/live/`. Every frame is described in docs/protocol.md."""
    await receive()  # websocket.connect
    if not same_origin(scope):
        await send({"type": "websocket.close", "code": 4403})
        return
    visitor = await database_sync_to_async(visitors().from_scope)(scope)
    await send({"type": "websocket.accept"})
    socket = Socket(visitor, _language(scope), send)
    here = hub.of_this_process()
    here.enter(socket)
    writer = asyncio.ensure_future(socket.write())
    reader = asyncio.ensure_future(_read(socket, here, receive))
    try:
        await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        here.exit(socket)
        for task in (writer, reader):
            task.cancel()
        await asyncio.gather(writer, reader, return_exceptions=True)


async def _read(socket: Socket, here: hub.Hub, receive) -> None:
    while (event := await receive())["type"] == "websocket.receive":
        try:
            await _obey(socket, here, _parse(event.get("text")))
        except BadFrame:
            socket.close(BAD_FRAME)
            await asyncio.sleep(SLOW_AFTER)


async def _obey(socket: Socket, here: hub.Hub, frame: dict) -> None:
    if "leave" in frame:
        here.rise(socket, _uuid(frame["leave"]))
        return
    room_id = _uuid(frame.get("sit"))
    if len(socket.seats) >= hub.ROOMS_A_SOCKET and room_id not in socket.seats:
        raise BadFrame
    room = await database_sync_to_async(_admit)(socket, room_id, frame.get("by"))
    if room is None:
        socket.put(hub.encode(kind="refused", room=str(room_id)))
        return
    version = await here.sit(socket, room)
    now = await database_sync_to_async(clock.database_milliseconds)()
    socket.put(hub.encode(kind="seated", room=str(room_id), v=version, now=now))


def _admit(socket: Socket, room_id: UUID, token: object) -> Room | None:
    """The room, if it is one of the visitor's. Whether it exists at all is not for others to know."""
    if isinstance(token, str) and len(token) < 200:
        socket.visitor = visitors().screen(token)
    kind = Room.objects.filter(pk=room_id).values_list("kind", flat=True).first()
    if kind is None:
        return None
    return socket.visitor.rooms(kind).filter(pk=room_id).select_related("session").first()


def _parse(text: str | None) -> dict:
    if text is None or len(text) > LONGEST_FRAME:
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


def _language(scope: dict) -> str:
    asked = parse_qs(scope.get("query_string", b"").decode("ascii", "ignore")).get("language", [""])[0]
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def same_origin(scope: dict) -> bool:
    """Scheme, host and port of the page that asks are ours, or trusted by name. A missing origin is refused."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    secure = settings.TLS or scope.get("scheme") == "wss"
    return origins.is_ours(headers.get(b"origin", ""), host=headers.get(b"host", ""), secure=secure)


class Socket:
    """One browser's page: its visitor, its language, its seats, and the frames that wait for it."""

    def __init__(self, visitor: Visitor, language: str, send) -> None:
        self.visitor = visitor
        self.language = language
        self.seats: dict[UUID, Room] = {}
        self._send = send
        self._frames: deque[str] = deque()
        self._missed: set[UUID] = set()
        self._any = asyncio.Event()
        self._close: int | None = None

    def name_in(self, room: Room) -> str | None:
        return self.visitor.name_in(room.session_id)

    def put(self, frame: str, room_id: UUID | None = None) -> None:
        """Queue a frame. A reader too slow for 64 of them loses them and is told, once, to fetch again."""
        if len(self._frames) >= FRAMES_WAITING:
            self._frames.clear()
            self._missed |= set(self.seats)
        elif room_id in self._missed:
            return
        else:
            self._frames.append(frame)
        self._any.set()

    def close(self, code: int) -> None:
        self._close = code
        self._any.set()

    async def write(self) -> None:
        try:
            while self._close is None:
                await self._any.wait()
                self._any.clear()
                while self._frames and self._close is None:
                    await asyncio.wait_for(
                        self._send({"type": "websocket.send", "text": self._frames.popleft()}), SLOW_AFTER
                    )
                for room_id in list(self._missed):
                    self._missed.discard(room_id)
                    version = hub.of_this_process().version_of(room_id, self.language)
                    self._frames.append(hub.encode(kind="behind", room=str(room_id), v=version))
                    self._any.set()
        except TimeoutError:
            self._close = TOO_SLOW
        await self._send({"type": "websocket.close", "code": self._close})
