"""The hub: the sockets of this process and the rooms they are subscribed to.

For each room and language there is one subscription, however many sockets share it. The hub receives what this process and the
others tell and hands it to subscriptions, checks the rights of its sockets, and sends heartbeats and presence. All methods run on
the hub's event loop; only the functions at the end may be called from any thread.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from contextvars import Context
from functools import partial
from itertools import batched
from uuid import UUID

from channels.db import database_sync_to_async

from workshop.live import clock, presence
from workshop.live.batching import BatchingLoader
from workshop.live.channel_layer import CONTROL_GROUP, LayerConnection, group_name
from workshop.live.frames import encode
from workshop.live.log_redaction import without_messages
from workshop.live.models import Room
from workshop.live.subscription import Subscription
from workshop.live.visitors import Question, RoomAccess, Visitor, visitors

log = logging.getLogger(__name__)

BEAT_EVERY = 10.0  # seconds
CHECK_EVERY = 4.0  # seconds; a right that was taken from its row by SQL alone ends within ten
CLOSE_AFTER = (
    1.0  # seconds; a page that is told to load again first needs the cookies of the answer that ended its right
)
CHECKED_AT_ONCE = 1000  # rooms of sockets in one set of queries

ROOMS_A_SOCKET = 20
REMOVED = 4401
TOO_MANY = 4429
WITHOUT_ROOM_AT_MOST = 5_000  # sockets in a process; a thousand pages that come back at once are far fewer


class Hub:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.layer = LayerConnection()
        self.subscriptions: dict[tuple[UUID, str], Subscription] = {}
        self.sockets: set = set()
        self.without_room: dict = {}  # sockets without a room, ordered by how long they have had none, longest first
        self.presence = presence.Board()
        self.access = BatchingLoader(visitors().room_access)
        self.versions = BatchingLoader(_versions)
        self._rechecks = 0
        self._unheard = 0  # our presence messages to all processes since we last received one of them ourselves
        self._tasks: set[asyncio.Task] = set()
        for work in (self._listen, self._beat, self._check, self._tell_presence):
            self._start(work())

    # ── sockets ──

    def add_socket(self, socket) -> None:
        self.sockets.add(socket)
        self._set_without_room(socket)

    def remove_socket(self, socket, *, for_good: bool = False) -> None:
        self.sockets.discard(socket)
        self.without_room.pop(socket, None)
        for room_id in list(socket.access):
            self.unsubscribe(socket, room_id, for_good=for_good)

    async def access_for(self, visitor: Visitor, room_id: UUID, token: str = "") -> RoomAccess | None:
        """The access this visitor has to a room, or None.

        Asks again if rights were rechecked at the same time, since the recheck does not know of an access that is not stored yet.
        """
        while True:
            before = self._rechecks
            access = await self.access.load((visitor, room_id, token))
            if before == self._rechecks:
                return access

    async def subscribe(self, socket, access: RoomAccess) -> int:
        """Subscribe first, then read the version, so that nothing is missed in between. Returns the room's version."""
        room = access.room
        key = (room.pk, socket.language)
        subscription = self.subscriptions.get(key) or self.subscriptions.setdefault(key, Subscription(room.pk))
        subscription.add(socket)
        subscribes = room.pk not in socket.access
        self._store_access(socket, access)
        await self.layer.join(group_name(*key))
        version = await self.versions.load(room.pk)
        if version is None:
            version = room.version
        if subscription.delivered is None:
            subscription.delivered = version
        if subscribes and room.pk in socket.access:
            self.presence.arrived(room.pk, socket.access[room.pk].name, socket)
        return version

    def _store_access(self, socket, access: RoomAccess) -> None:
        """A socket that has access to this room already may be known there by another name from now on."""
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
            self._set_without_room(socket)
        subscription.discard(socket)
        self.presence.left(room_id, access.name, socket, for_good=for_good)
        if not subscription.sockets:
            del self.subscriptions[(room_id, socket.language)]
            self._start(self._logged(self._leave_group(room_id, socket.language)))

    def _set_without_room(self, socket) -> None:
        """Anybody may open a socket without subscribing to a room. Such sockets must not use up what a process may open."""
        self.without_room[socket] = None
        if len(self.without_room) > WITHOUT_ROOM_AT_MOST:
            next(iter(self.without_room)).close(TOO_MANY)

    def version_of(self, room_id: UUID, language: str) -> int:
        """The version that was delivered last; 0 if none was."""
        subscription = self.subscriptions.get((room_id, language))
        return (subscription and subscription.delivered) or 0

    def refresh_writers(self, socket) -> None:
        """To be called when the socket became slow, or is so no longer."""
        for room_id in socket.access:
            if subscription := self.subscriptions.get((room_id, socket.language)):
                subscription.refresh_writers()

    async def _leave_group(self, room_id: UUID, language: str) -> None:
        if (room_id, language) not in self.subscriptions:
            await self.layer.leave(group_name(room_id, language))

    # ── what is received ──

    async def _listen(self) -> None:
        async for message in self.layer.messages():
            try:
                self._dispatch(message)
            except Exception as error:  # sent by another version or another program; later messages must still be read
                log.error("A message of the channel layer was not understood", exc_info=without_messages(error))

    def _dispatch(self, message: dict) -> None:
        if message["type"] == "told":
            for after, version, frame in message["told"]:
                self.receive(UUID(message["room"]), message["language"], after, version, frame)
        else:
            self.control(message)

    def receive(self, room_id: UUID, language: str, after: int, version: int, frame: str) -> None:
        try:
            if subscription := self.subscriptions.get((room_id, language)):
                subscription.receive(after, version, frame)
        except Exception as error:  # asyncio would log this call with its arguments, and the frame may hold a comment
            log.error("A frame was not delivered", exc_info=without_messages(error))

    def control(self, message: dict) -> None:
        if message["type"] == "presence":
            self._confirm_listening(message["process"])
            self.presence.heard(message["process"], message)
        elif message["type"] == "recheck":
            self._rechecks += 1
            self._forget_presence(message)
            self._start(self._logged(self._recheck(message)))
        elif message["type"] == "close":
            self._forget_presence(message)
            for socket in self._sockets_of(message):
                self.loop.call_later(CLOSE_AFTER, socket.close, REMOVED)

    def _forget_presence(self, message: dict) -> None:
        """Show people who were removed, or `moved` from these rooms, as absent there before their 45 s are over."""
        removed = [key.removeprefix("participant:") for key in message.get("who", ()) if key.startswith("participant:")]
        self.presence.forget(removed)
        self.presence.forget(message.get("moved", ()), map(UUID, message.get("rooms", ())))

    def _confirm_listening(self, process: str) -> None:
        """A process that does not receive its own messages receives none. Once it does again, it checks what it missed."""
        if process != self.presence.process:
            return
        missed_some, self._unheard = self._unheard > 1, 0
        if missed_some:
            self._start(self._logged(self._beat_once()))
            self._start(self._logged(self.check_rights()))

    # ── rights ──

    async def _recheck(self, message: dict) -> None:
        """Check the visitors in `who` and everyone in `rooms`. A visitor in `who` without a right of their own is disconnected."""
        named, rooms = self._sockets_of(message), set(map(UUID, message.get("rooms", ())))
        await self.check_rights({*named, *(socket for socket in self.sockets if rooms & socket.access.keys())})
        for socket in named:
            if all(access.token for access in socket.access.values()):
                socket.close(REMOVED)

    def _sockets_of(self, message: dict) -> list:
        who = set(message.get("who", ()))
        return [socket for socket in self.sockets if socket.visitor.keys & who]

    async def check_rights(self, sockets: Iterable | None = None) -> None:
        """Ask the database whether these sockets (all by default) may still hear each of their rooms."""
        some = self.sockets if sockets is None else sockets
        asked = [(socket, access) for socket in some for access in socket.access.values()]
        ask = database_sync_to_async(visitors().room_access)
        for batch in batched(asked, CHECKED_AT_ONCE):
            questions: list[Question] = [(socket.visitor, access.room.pk, access.token) for socket, access in batch]
            for (socket, access), now in zip(batch, await ask(questions), strict=True):
                if socket.access.get(access.room.pk) is not access:
                    continue  # it was given up or stored anew in the meantime
                if now is None:
                    self._revoke(socket, access)
                elif now != access:
                    self._store_access(socket, now)

    def _revoke(self, socket, access: RoomAccess) -> None:
        """Close the socket if this was its last room, or the last room that did not depend on a token."""
        self.unsubscribe(socket, access.room.pk, for_good=True)
        socket.put(encode(kind="unsubscribed", room=str(access.room.pk)))
        left = socket.access.values()
        if not left or (not access.token and all(other.token for other in left)):
            socket.close(REMOVED)

    async def _check(self) -> None:
        """Rights end with their rows, whatever changed the rows; messages only make this faster."""
        while True:
            await asyncio.sleep(CHECK_EVERY)
            await self._logged(self.check_rights())

    # ── heartbeat and presence ──

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            await self._logged(self._beat_once())

    async def _beat_once(self) -> None:
        """Tell each socket the versions that the database has, so that a browser notices the loss of any frame, even the last.

        What was delivered while the database was asked counts as well: a page that shows a version above the heartbeat's
        concludes that an older database was restored.
        """
        before = {subscription: subscription.delivered for subscription in self.subscriptions.values()}
        room_ids = {subscription.room_id for subscription in before}
        known = await database_sync_to_async(Room.objects.versions)(room_ids)
        now = await database_sync_to_async(clock.database_milliseconds)()
        for subscription, delivered in before.items():
            version = known.get(subscription.room_id)
            if version is not None:
                subscription.continue_from(version, before=delivered)
        for socket in list(self.sockets):
            versions = {
                str(room_id): max(known[room_id], self.version_of(room_id, socket.language))
                for room_id in socket.access
                if room_id in known
            }
            socket.put(encode(kind="beat", now=now, rooms=versions))
        await self.layer.join_all([group_name(*key) for key in self.subscriptions])

    async def _tell_presence(self) -> None:
        """Tell the other processes every 5 s who is in which room, and our own sockets at most twice a second what changed."""
        told_at = 0.0
        while True:
            await self.presence.changed(presence.TELL_EVERY)
            await self._logged(self._tell_own_sockets())
            if self.loop.time() - told_at >= presence.TELL_EVERY:
                told_at = self.loop.time()
                self._unheard += 1
                message = {"type": "presence", "process": self.presence.process} | self.presence.ours()
                await self._logged(self.layer.send(CONTROL_GROUP, message))

    async def _tell_own_sockets(self) -> None:
        for (room_id, _language), subscription in self.subscriptions.items():
            for socket in subscription.sockets:
                if frame := self.presence.frame_for(socket.access[room_id].room, socket):
                    socket.put(frame)
        self.presence.all_told()

    # ── tasks ──

    async def _logged(self, work: Coroutine) -> None:
        """Do this, and log its failure: what runs all the time must go on."""
        try:
            await work
        except TimeoutError:
            log.warning("The hub could not finish %s in time", getattr(work, "__name__", "a task"))
        except Exception as error:
            log.error(
                "The hub could not finish %s", getattr(work, "__name__", "a task"), exc_info=without_messages(error)
            )

    def _start(self, work: Coroutine) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()


def _versions(room_ids: Sequence[UUID]) -> list[int | None]:
    known = Room.objects.versions(room_ids)
    return [known.get(room_id) for room_id in room_ids]


# ── for all threads. What starts here outlives the request that called it, and takes nothing of its context along. ──

_hub: Hub | None = None


def of_this_process() -> Hub:
    """The hub of the running loop. It starts with the first socket and lasts as long as its loop."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


def deliver_locally(room_id: UUID, after: int, version: int, frames: dict[str, str]) -> None:
    """Deliver what a room is told, one frame per language, to the sockets of this process."""
    if hub := _running():
        for language, frame in frames.items():
            hub.loop.call_soon_threadsafe(hub.receive, room_id, language, after, version, frame, context=Context())


def control_locally(message: dict) -> None:
    """Apply a message of the control group in this process."""
    if hub := _running():
        hub.loop.call_soon_threadsafe(hub.control, message, context=Context())


def people_in(room_id: UUID) -> set[str] | None:
    """The names (participants' ids) of those present in a room; None if this process has no hub."""
    hub = _running()
    return hub.presence.people_in(room_id) if hub else None


def polled(access: RoomAccess, *, is_hidden: bool) -> dict | None:
    """A page without a socket is open in this room. Returns the `here` frame of the room, or None where it has none."""
    hub = _running()
    if hub is None:
        return None
    if access.name:
        note = partial(hub.presence.polled, access.room.pk, access.name, is_hidden=is_hidden)
        hub.loop.call_soon_threadsafe(note, context=Context())
    return hub.presence.told_to(access.room, access.name)


def _running() -> Hub | None:
    return _hub if _hub is not None and not _hub.loop.is_closed() else None
