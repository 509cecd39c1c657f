"""The hub: what one process knows of its sockets, and how it hears the others.

For each room and language there is one subscription, however many sockets sit in it. A frame arrives encoded, once, and is
handed to each socket as it is; a busy room is told once in 25 ms, all in one frame. Delivery follows the versions, each of which
names the one before it: what comes early waits, and a hole that stays is told as `behind`, whereupon browsers fetch. All methods
run on the hub's event loop, but for the functions at the end, which any thread may call.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from contextvars import Context
from itertools import batched
from uuid import UUID

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from workshop.live import clock, presence, rooms
from workshop.live.batching import BatchingLoader
from workshop.live.frames import Frame, bundled, encode
from workshop.live.visitors import Question, RoomAccess, Visitor, visitors

log = logging.getLogger(__name__)

CONTROL_GROUP = "control"
EARLY_WAITS = 0.25  # seconds
WINDOW = 0.025  # a room is busy when BUSY tellings came within this; then it is told once a window, all in one frame
BUSY = 3
BEAT_EVERY = 10.0
CHECK_EVERY = 4.0  # seconds; a right that was taken from its row by SQL alone is gone within ten
CLOSE_AFTER = 1.0  # seconds; a page that is told to load again should send the cookies of the answer that ended it
CHECKED_AT_ONCE = 1000  # seats in one set of queries
PATIENCE = 2.0  # for one word with the channel layer

ROOMS_A_SOCKET = 20
REMOVED = 4401
TOO_MANY = 4429
WITHOUT_ROOM_AT_MOST = (
    5_000  # sockets without a seat, in a process; a thousand pages that come back at once are far fewer
)


def group_name(room_id: UUID, language: str) -> str:
    return f"room.{room_id}.{language}"


class Subscription:
    """One room in one language."""

    def __init__(self, room_id: UUID) -> None:
        self.room_id = room_id
        self.sockets: set = set()
        self._writers: list[Callable[[Frame], None]] | None = None  # of those who are not slow; None: to be asked anew
        self.delivered: int | None = None  # None until the room's version is known
        self.early: dict[int, tuple[int, str]] = {}  # what comes after a version: the next one, and its frame
        self.gap: asyncio.TimerHandle | None = None
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

    def hear(self, after: int, version: int, frame: str) -> None:
        if self.delivered is None:
            self.delivered = after
        if version <= self.delivered:
            return
        self.early[after] = version, frame
        while following := self.early.pop(self.delivered, None):
            self.delivered, told = following
            self._tell(told.encode())
        if not self.early:
            self._close_gap()
        elif self.gap is None:
            self.gap = asyncio.get_running_loop().call_later(EARLY_WAITS, self._give_up)

    def compare(self, version: int, before: int | None) -> None:
        """Go on from the version that the database has; `before` was delivered before it was asked.

        Where the database is further, what lies between has been lost or is told by a heartbeat. Where it does not even
        have what was delivered before, an older database was restored.
        """
        is_restored = before is not None and version < before
        if self.delivered is not None and version <= self.delivered and not is_restored:
            return
        self.delivered = version
        self.early = {} if is_restored else {after: told for after, told in self.early.items() if after >= version}
        if not self.early:
            self._close_gap()

    def _give_up(self) -> None:
        self.gap = None
        if not self.early:
            return
        self.delivered = max(version for version, _frame in self.early.values())
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

    def _close_gap(self) -> None:
        if self.gap is not None:
            self.gap.cancel()
            self.gap = None


class Hub:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.layer = get_channel_layer()
        self.subscriptions: dict[tuple[UUID, str], Subscription] = {}
        self.sockets: set = set()
        self.without_room: dict = {}  # sockets without a seat, the one that has had none for longest first
        self.presence = presence.Board()
        self.access = BatchingLoader(visitors().room_access)
        self.versions = BatchingLoader(_versions)
        self._channel: str | None = None
        self._control_joined = False
        self._rechecks = 0
        self._unheard = 0  # what we said to all processes, ourselves among them, since we heard ourselves
        self._tasks: set[asyncio.Task] = set()
        for work in (self._listen, self._beat, self._check, self._tell_presence):
            self._go(work())

    # ── sockets ──

    def enter(self, socket) -> None:
        self.sockets.add(socket)
        self._wait_without_room(socket)

    def exit(self, socket, *, for_good: bool = False) -> None:
        self.sockets.discard(socket)
        self.without_room.pop(socket, None)
        for room_id in list(socket.access):
            self.unsubscribe(socket, room_id, for_good=for_good)

    async def access_for(self, visitor: Visitor, room_id: UUID, token: str = "") -> RoomAccess | None:
        """The seat this visitor may have. Who lost it while it was asked for is not among those who are asked again."""
        while True:
            before = self._rechecks
            access = await self.access.ask((visitor, room_id, token))
            if before == self._rechecks:
                return access

    async def subscribe(self, socket, access: RoomAccess) -> int:
        """Seat a socket: subscribe, then read, so that nothing falls between. Returns the room's version."""
        room = access.room
        key = (room.pk, socket.language)
        subscription = self.subscriptions.get(key) or self.subscriptions.setdefault(key, Subscription(room.pk))
        subscription.add(socket)
        subscribes = room.pk not in socket.access
        self._grant(socket, access)
        if not subscription.joined:
            await self._join(key, subscription)
        version = await self.versions.ask(room.pk)
        if version is None:
            version = room.version
        if subscription.delivered is None:
            subscription.delivered = version
        if subscribes and room.pk in socket.access:
            self.presence.arrived(room.pk, socket.access[room.pk].name, socket)
        return version

    def _grant(self, socket, access: RoomAccess) -> None:
        """Write down the seat. A socket that has one in this room already may be known by another name from now on."""
        room_id = access.room.pk
        before = socket.access.get(room_id)
        socket.access[room_id] = access
        self.without_room.pop(socket, None)
        if before and before.name != access.name:
            self.presence.left(room_id, before.name, socket)
            self.presence.arrived(room_id, access.name, socket)

    def unsubscribe(self, socket, room_id: UUID, *, for_good: bool = False) -> None:
        """`for_good` where the right to the room is gone."""
        access = socket.access.pop(room_id, None)
        subscription = self.subscriptions.get((room_id, socket.language))
        if access is None or subscription is None:
            return
        if not socket.access and socket in self.sockets:
            self._wait_without_room(socket)
        subscription.discard(socket)
        self.presence.left(room_id, access.name, socket, for_good=for_good)
        if not subscription.sockets:
            del self.subscriptions[(room_id, socket.language)]
            self._go(self._quietly(self._part(room_id, socket.language)))

    def _wait_without_room(self, socket) -> None:
        """Anybody may open a socket and ask for no seat. These must not use up what a process may open."""
        self.without_room[socket] = None
        if len(self.without_room) > WITHOUT_ROOM_AT_MOST:
            next(iter(self.without_room)).close(TOO_MANY)

    def version_of(self, room_id: UUID, language: str) -> int:
        subscription = self.subscriptions.get((room_id, language))
        return (subscription and subscription.delivered) or 0

    def look_again(self, socket) -> None:
        """It became slow, or is so no longer."""
        for room_id in socket.access:
            if subscription := self.subscriptions.get((room_id, socket.language)):
                subscription.look_again()

    # ── what is heard ──

    def hear(self, room_id: UUID, language: str, after: int, version: int, frame: str) -> None:
        if subscription := self.subscriptions.get((room_id, language)):
            subscription.hear(after, version, frame)

    def control(self, message: dict) -> None:
        if message["type"] == "presence":
            self._hear_ourselves(message["process"])
            self.presence.heard(message["process"], message)
        elif message["type"] == "recheck":
            self._rechecks += 1
            self._forget_presence(message)
            self._go(self._quietly(self._recheck(message)))
        elif message["type"] == "close":
            self._forget_presence(message)
            for socket in self._named(message):
                self.loop.call_later(CLOSE_AFTER, socket.close, REMOVED)

    def _forget_presence(self, message: dict) -> None:
        """Somebody was removed, or `moved` away from these rooms: nobody sees them there for the rest of their 45 s."""
        removed = [key.removeprefix("participant:") for key in message.get("who", ()) if key.startswith("participant:")]
        self.presence.forget(removed)
        self.presence.forget(message.get("moved", ()), map(UUID, message.get("rooms", ())))

    def _hear_ourselves(self, process: str) -> None:
        """Whoever does not hear its own voice hears nobody. Once it does again, all compare at once what they missed."""
        if process != self.presence.process:
            return
        was_deaf, self._unheard = self._unheard > 1, 0
        if was_deaf:
            self._go(self._quietly(self._beat_once()))
            self._go(self._quietly(self.check_rights()))

    async def _recheck(self, message: dict) -> None:
        """Ask again for the visitors in `who`, who end where no right of their own is left, and for everyone in `rooms`."""
        named, rooms_named = self._named(message), set(map(UUID, message.get("rooms", ())))
        await self.check_rights({*named, *(socket for socket in self.sockets if rooms_named & socket.access.keys())})
        for socket in named:
            if all(access.token for access in socket.access.values()):
                socket.close(REMOVED)

    def _named(self, message: dict) -> list:
        who = set(message.get("who", ()))
        return [socket for socket in self.sockets if socket.visitor.keys & who]

    async def check_rights(self, sockets: Iterable | None = None) -> None:
        """Ask the database for every seat of these sockets (all, if none are named) whether there still is a right to it."""
        some = self.sockets if sockets is None else sockets
        asked = [(socket, access) for socket in some for access in socket.access.values()]
        ask = database_sync_to_async(visitors().room_access)
        for batch in batched(asked, CHECKED_AT_ONCE):
            questions: list[Question] = [(socket.visitor, access.room.pk, access.token) for socket, access in batch]
            for (socket, access), now in zip(batch, await ask(questions), strict=True):
                if socket.access.get(access.room.pk) is not access:
                    continue  # it was left or given anew while we asked
                if now is None:
                    self._revoke(socket, access)
                elif now != access:
                    self._grant(socket, now)

    def _revoke(self, socket, access: RoomAccess) -> None:
        """A socket that has lost its last seat ends; so does one that has lost the last seat its visitor's own right gave."""
        self.unsubscribe(socket, access.room.pk, for_good=True)
        socket.put(encode(kind="unsubscribed", room=str(access.room.pk)))
        left = socket.access.values()
        if not left or (not access.token and all(other.token for other in left)):
            socket.close(REMOVED)

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
            try:
                self._take_in(message)
            except Exception as error:  # another release said it, or another program: who stops here hears nothing more
                log.warning("A message of the channel layer was not understood: %s", type(error).__name__)

    def _take_in(self, message: dict) -> None:
        if message["type"] == "told":
            for after, version, frame in message["told"]:
                self.hear(UUID(message["room"]), message["language"], after, version, frame)
        else:
            self.control(message)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            await self._quietly(self._beat_once())

    async def _check(self) -> None:
        """Rights end by rows, whatever wrote them; the announcements only make it sooner."""
        while True:
            await asyncio.sleep(CHECK_EVERY)
            await self._quietly(self.check_rights())

    async def _beat_once(self) -> None:
        """Tell each socket the versions that the database has; so the loss of any notification, the last one too, is made good.

        What was told while the database was asked counts as well: a page that shows more than it hears now knows that an
        older database was restored.
        """
        before = {subscription: subscription.delivered for subscription in self.subscriptions.values()}
        known = await database_sync_to_async(rooms.versions)({subscription.room_id for subscription in before})
        now = await database_sync_to_async(clock.database_milliseconds)()
        for subscription, delivered in before.items():
            version = known.get(subscription.room_id)
            if version is not None:
                subscription.compare(version, delivered)
        for socket in list(self.sockets):
            versions = {
                str(access): max(known[access], self.version_of(access, socket.language))
                for access in socket.access
                if access in known
            }
            socket.put(encode(kind="beat", now=now, rooms=versions))
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
            await self._quietly(self._say_who_is_here())
            if self.loop.time() - told_at >= presence.TELL_EVERY:
                told_at = self.loop.time()
                self._unheard += 1
                message = {"type": "presence", "process": self.presence.process} | self.presence.ours()
                await self._quietly(self.layer.group_send(CONTROL_GROUP, message))

    async def _say_who_is_here(self) -> None:
        for (room_id, _language), subscription in self.subscriptions.items():
            for socket in subscription.sockets:
                if frame := self.presence.frame_for(socket.access[room_id].room, socket):
                    socket.put(frame)
        self.presence.all_told()

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


def hear_here(room_id: UUID, after: int, version: int, frames: dict[str, str]) -> None:
    if hub := _alive():
        for language, frame in frames.items():
            hub.loop.call_soon_threadsafe(hub.hear, room_id, language, after, version, frame, context=Context())


def control_here(message: dict) -> None:
    if hub := _alive():
        hub.loop.call_soon_threadsafe(hub.control, message, context=Context())


def people_in(room_id: UUID) -> set[str] | None:
    """The names (participants' ids) of those present in a room; None when this process knows nothing."""
    hub = _alive()
    return hub.presence.people_in(room_id) if hub else None


def _alive() -> Hub | None:
    return _hub if _hub is not None and not _hub.loop.is_closed() else None
