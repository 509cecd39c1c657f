"""The hub: what one process knows of its sockets, and how it hears the others.

For each room and language there is one subscription, however many sockets sit in it. A frame arrives encoded, once, and is
handed to each socket as it is; a busy room is told once in 25 ms, all in one frame. Delivery follows the versions: what comes
early waits, and a hole that stays is told as `behind`, whereupon browsers fetch. All methods run on the hub's event loop, but
for the functions at the end, which any thread may call.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from contextvars import Context
from uuid import UUID

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from workshop.live import clock, presence, rooms
from workshop.live.frames import Frame, bundled, encode
from workshop.live.models import Room
from workshop.live.together import Together
from workshop.live.visitors import Seat, Visitor, visitors

log = logging.getLogger(__name__)

CONTROL_GROUP = "control"
EARLY_WAITS = 0.25  # seconds
WINDOW = 0.025  # a room is busy when BUSY tellings came within this; then it is told once a window, all in one frame
BUSY = 3
BEAT_EVERY = 10.0
PATIENCE = 2.0  # for one word with the channel layer

ROOMS_A_SOCKET = 20
REMOVED = 4401


def group_name(room_id: UUID, language: str) -> str:
    return f"room.{room_id}.{language}"


class Subscription:
    """One room in one language."""

    def __init__(self, room_id: UUID) -> None:
        self.room_id = room_id
        self.sockets: set = set()
        self._writers: list[Callable[[Frame], None]] | None = None  # of those who are not slow; None: to be asked anew
        self.delivered: int | None = None  # None until the room's version is known
        self.early: dict[int, str] = {}
        self.hole: asyncio.TimerHandle | None = None
        self.joined = False  # the channel layer sends us this group
        self._told_at: deque[float] = deque([-1.0] * BUSY, maxlen=BUSY)
        self._window: list[bytes] = []
        self._telling = 0.0  # seconds spent so far on telling

    def add(self, socket) -> None:
        self.sockets.add(socket)
        self._writers = None

    def discard(self, socket) -> None:
        self.sockets.discard(socket)
        self._writers = None

    def look_again(self) -> None:
        """At who is slow."""
        self._writers = None

    def hear(self, version: int, frame: str) -> None:
        if self.delivered is None:
            self.delivered = version - 1
        if version <= self.delivered:
            return
        self.early[version] = frame
        while following := self.early.pop(self.delivered + 1, ""):
            self.delivered += 1
            self._tell(following.encode())
        if not self.early:
            self._mend()
        elif self.hole is None:
            self.hole = asyncio.get_running_loop().call_later(EARLY_WAITS, self._give_up)

    def catch_up(self, version: int) -> None:
        """The database is further than what was heard: what lies between has been lost or is told by a heartbeat."""
        if self.delivered is None or self.is_behind(version):
            self.delivered = version
            self.early = {early: frame for early, frame in self.early.items() if early > version}
            if not self.early:
                self._mend()

    def is_behind(self, version: int) -> bool:
        return self.delivered is not None and version > self.delivered

    def _give_up(self) -> None:
        self.hole = None
        if not self.early:
            return
        self.delivered = max(self.early)
        self.early.clear()
        self._put(encode(kind="behind", room=str(self.room_id), v=self.delivered))

    def _tell(self, payload: bytes) -> None:
        """At once in a quiet room."""
        if self._window:
            self._window.append(payload)
            return
        if self._time() - self._told_at[0] < WINDOW:
            self._window.append(payload)
            asyncio.get_running_loop().call_later(WINDOW, self._close_window)
        else:
            self._told_at.append(self._time())
            self._put(Frame(payload))

    def _close_window(self) -> None:
        told, self._window = self._window, []
        self._told_at.extend([self._time()] * len(told))
        for frame in bundled(told):
            self._put(frame)

    def _put(self, frame: Frame) -> None:
        began = time.monotonic()
        if self._writers is None:
            self._writers = [socket.write for socket in self.sockets if not socket.is_slow]
        for write in self._writers:
            write(frame)
        self._telling += time.monotonic() - began

    def _time(self) -> float:
        """A clock that stands still while we tell: to a thousand sockets that takes 10 ms, and hides how much is waiting."""
        return time.monotonic() - self._telling

    def _mend(self) -> None:
        if self.hole is not None:
            self.hole.cancel()
            self.hole = None


class Hub:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.layer = get_channel_layer()
        self.subscriptions: dict[tuple[UUID, str], Subscription] = {}
        self.sockets: set = set()
        self.presence = presence.Board()
        self.seats = Together(visitors().seats)
        self.versions = Together(_versions)
        self._channel: str | None = None
        self._control_joined = False
        self._unseatings = 0
        self._unheard = 0  # what we said to all processes, ourselves among them, since we heard ourselves
        self._tasks: set[asyncio.Task] = set()
        for work in (self._listen, self._beat, self._tell_presence):
            self._go(work())

    # ── sockets ──

    def enter(self, socket) -> None:
        self.sockets.add(socket)

    def exit(self, socket) -> None:
        self.sockets.discard(socket)
        for room_id in list(socket.seats):
            self.rise(socket, room_id)

    async def seat_for(self, visitor: Visitor, room_id: UUID) -> Seat | None:
        """The seat this visitor may have. Who lost it while it was asked for is not among those who are asked again."""
        while True:
            before = self._unseatings
            seat = await self.seats.ask((visitor, room_id))
            if before == self._unseatings:
                return seat

    async def sit(self, socket, seat: Seat) -> int:
        """Seat a socket: subscribe, then read, so that nothing falls between. Returns the room's version."""
        room = seat.room
        key = (room.pk, socket.language)
        subscription = self.subscriptions.get(key) or self.subscriptions.setdefault(key, Subscription(room.pk))
        subscription.add(socket)
        sits_down = room.pk not in socket.seats
        socket.seats[room.pk] = seat
        if not subscription.joined:
            await self._join(key, subscription)
        version = await self.versions.ask(room.pk)
        if version is None:
            version = room.version
        if subscription.delivered is None:
            subscription.delivered = version
        if sits_down and room.pk in socket.seats:
            self.presence.sat(room.pk, seat.name, socket)
        return version

    def rise(self, socket, room_id: UUID) -> None:
        seat = socket.seats.pop(room_id, None)
        subscription = self.subscriptions.get((room_id, socket.language))
        if seat is None or subscription is None:
            return
        subscription.discard(socket)
        self.presence.rose(room_id, seat.name, socket)
        if not subscription.sockets:
            del self.subscriptions[(room_id, socket.language)]
            self._go(self._quietly(self._part(room_id, socket.language)))

    def version_of(self, room_id: UUID, language: str) -> int:
        subscription = self.subscriptions.get((room_id, language))
        return (subscription and subscription.delivered) or 0

    def look_again(self, socket) -> None:
        """It became slow, or is so no longer."""
        for room_id in socket.seats:
            if subscription := self.subscriptions.get((room_id, socket.language)):
                subscription.look_again()

    # ── what is heard ──

    def hear(self, room_id: UUID, language: str, version: int, frame: str) -> None:
        if subscription := self.subscriptions.get((room_id, language)):
            subscription.hear(version, frame)

    def control(self, message: dict) -> None:
        if message["type"] == "presence":
            self._hear_ourselves(message["process"])
            self.presence.heard(message["process"], message["rooms"])
        elif message["type"] == "unseat":
            self._unseatings += 1
            self._go(self._quietly(self._unseat(message)))

    def _hear_ourselves(self, process: str) -> None:
        """Whoever does not hear its own voice hears nobody. Once it does again, all compare at once what they missed."""
        if process != self.presence.process:
            return
        was_deaf, self._unheard = self._unheard > 1, 0
        if was_deaf:
            self._go(self._quietly(self._beat_once()))

    async def _unseat(self, message: dict) -> None:
        """`who`: these leave altogether; `room`: whoever sits there is asked again."""
        for socket in list(self.sockets):
            if socket.visitor.keys & set(message.get("who", ())):
                socket.close(REMOVED)
        for room_id in map(UUID, message.get("rooms", ())):
            asked = [socket for socket in self.sockets if room_id in socket.seats]
            await asyncio.gather(*(self._ask_again(socket, room_id) for socket in asked))

    async def _ask_again(self, socket, room_id: UUID) -> None:
        if not await self.seats.ask((socket.visitor, room_id)) and room_id in socket.seats:
            self.rise(socket, room_id)
            socket.put(encode(kind="unseated", room=str(room_id)))
            if not socket.seats:  # the session is over, or its person was removed
                socket.close(REMOVED)

    async def _ask_table_again(self, subscription: Subscription) -> None:
        """A bell was lost, and perhaps with it the word that somebody was moved away."""
        asked = [
            socket
            for socket in subscription.sockets
            if (seat := socket.seats.get(subscription.room_id)) and seat.room.kind == Room.Kind.TABLE
        ]
        await asyncio.gather(*(self._ask_again(socket, subscription.room_id) for socket in asked))

    # ── what runs all the time ──

    async def _listen(self) -> None:
        while True:
            try:
                if self._channel is None:
                    self._channel = await self.layer.new_channel()
                    await self._quietly(self._join_control())
                message = await self.layer.receive(self._channel)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # Redis is away: the heartbeat mends what is missed meanwhile
                log.warning("The channel layer is silent: %s", type(error).__name__)
                await asyncio.sleep(1)
                continue
            if message["type"] == "told":
                for version, frame in message["told"]:
                    self.hear(UUID(message["room"]), message["language"], version, frame)
            else:
                self.control(message)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            await self._quietly(self._beat_once())

    async def _beat_once(self) -> None:
        """The versions from the database, never from memory; so the loss of any bell, the last one too, heals by itself."""
        known = await database_sync_to_async(rooms.versions)({room_id for room_id, _ in self.subscriptions})
        now = await database_sync_to_async(clock.database_milliseconds)()
        for socket in list(self.sockets):
            socket.put(
                encode(kind="beat", now=now, rooms={str(seat): known[seat] for seat in socket.seats if seat in known})
            )
        for (room_id, _language), subscription in list(self.subscriptions.items()):
            if room_id in known:
                if subscription.is_behind(known[room_id]):
                    self._go(self._quietly(self._ask_table_again(subscription)))
                subscription.catch_up(known[room_id])
        asked = {socket: socket.visitor for socket in self.sockets}  # who enters while we ask was not asked about
        valid = await database_sync_to_async(visitors().still_valid)(asked.values())
        for socket, visitor in asked.items():
            if visitor not in valid and socket.visitor is visitor:
                socket.close(REMOVED)
        if not self._control_joined:
            await self._join_control()
        for key, subscription in list(self.subscriptions.items()):
            if not subscription.joined:
                await self._join(key, subscription)

    async def _tell_presence(self) -> None:
        """Counts and names per room to the other processes every 5 s; changes to our own sockets at once, twice a second at most."""
        told_at = 0.0
        while True:
            await self.presence.changed(presence.TELL_EVERY)
            for (room_id, _language), subscription in self.subscriptions.items():
                for socket in subscription.sockets:
                    if frame := self.presence.frame_for(socket.seats[room_id].room):
                        socket.put(frame)
            self.presence.all_told()
            if self.loop.time() - told_at >= presence.TELL_EVERY:
                told_at = self.loop.time()
                self._unheard += 1
                message = {"type": "presence", "process": self.presence.process, "rooms": self.presence.ours()}
                await self._quietly(self.layer.group_send(CONTROL_GROUP, message))

    # ── the layer ──

    async def _join(self, key: tuple[UUID, str], subscription: Subscription) -> None:
        with suppress(Exception):
            await asyncio.wait_for(self._channel_joins(group_name(*key)), PATIENCE)
            subscription.joined = True

    async def _join_control(self) -> None:
        await asyncio.wait_for(self._channel_joins(CONTROL_GROUP), PATIENCE)
        self._control_joined = True

    async def _channel_joins(self, group: str) -> None:
        while self._channel is None:
            await asyncio.sleep(0.01)
        await self.layer.group_add(group, self._channel)

    async def _part(self, room_id: UUID, language: str) -> None:
        if self._channel and (room_id, language) not in self.subscriptions:
            await asyncio.wait_for(self.layer.group_discard(group_name(room_id, language), self._channel), PATIENCE)

    async def _quietly(self, work: Coroutine) -> None:
        try:
            await work
        except Exception as error:
            log.warning("The hub could not finish %s: %s", getattr(work, "__name__", "a step"), type(error).__name__)

    def _go(self, work: Coroutine) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()


def _versions(room_ids: Sequence[UUID]) -> list[int | None]:
    known = rooms.versions(room_ids)
    return [known.get(room_id) for room_id in room_ids]


# ── for all threads. What begins here outlives the request that rang, and takes nothing of its context along. ──

_hub: Hub | None = None


def of_this_process() -> Hub:
    """The hub of the running loop. It begins with the first socket and stays as long as its loop."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


def hear_here(room_id: UUID, version: int, frames: dict[str, str]) -> None:
    if hub := _alive():
        for language, frame in frames.items():
            hub.loop.call_soon_threadsafe(hub.hear, room_id, language, version, frame, context=Context())


def control_here(message: dict) -> None:
    if hub := _alive():
        hub.loop.call_soon_threadsafe(hub.control, message, context=Context())


def people_in(room_id: UUID) -> set[str] | None:
    """The names (participants' ids) heard of in a room within the last 15 s; None when this process knows nothing."""
    hub = _alive()
    return hub.presence.people_in(room_id) if hub else None


def _alive() -> Hub | None:
    return _hub if _hub is not None and not _hub.loop.is_closed() else None
