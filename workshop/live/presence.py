"""Who is here: best effort, told in batches, forgotten after 15 s, stored nowhere."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID, uuid4

from workshop.live.frames import Frame, encode
from workshop.live.models import Room

TELL_EVERY = 5.0  # seconds, to the other processes
FORGET_AFTER = 15.0
AT_MOST_EVERY = 0.5  # to our own sockets


class Board:
    """What one process knows: its own sockets at once, those of the others by what they tell."""

    def __init__(self) -> None:
        self.process = uuid4().hex
        self._here: dict[UUID, dict[str, set]] = {}  # room: name: the sockets that sit there under it
        self._elsewhere: dict[str, tuple[float, dict[UUID, set[str]]]] = {}
        self._stirred = asyncio.Event()
        self._told: dict[UUID, frozenset[str]] = {}
        self._fresh: dict[UUID, frozenset[str] | None] = {}

    def sat(self, room_id: UUID, name: str | None, socket: object) -> None:
        self._told.pop(room_id, None)  # who sits down wants to hear who is here
        if name:
            self._here.setdefault(room_id, {}).setdefault(name, set()).add(socket)
        self._stirred.set()

    def rose(self, room_id: UUID, name: str | None, socket: object) -> None:
        """Also for who was interrupted while sitting down."""
        names = self._here.get(room_id, {})
        if not name or socket not in names.get(name, ()):
            return
        names[name].discard(socket)
        if not names[name]:
            del names[name]
        if not names:
            del self._here[room_id]
        self._stirred.set()

    def heard(self, process: str, rooms: dict[str, list[str]]) -> None:
        if process != self.process:
            self._elsewhere[process] = (time.monotonic(), {UUID(room): set(names) for room, names in rooms.items()})
            self._stirred.set()

    def ours(self) -> dict[str, list[str]]:
        return {str(room_id): list(names) for room_id, names in self._here.items()}

    def people_in(self, room_id: UUID) -> set[str]:
        names = set(self._here.get(room_id, ()))
        for told_at, rooms in list(self._elsewhere.values()):
            if time.monotonic() - told_at < FORGET_AFTER:
                names |= rooms.get(room_id, set())
        return names

    async def changed(self, at_latest: float) -> None:
        """Wait until someone came or went, `at_latest` seconds at most, and a little longer for those who come together."""
        try:
            await asyncio.wait_for(self._stirred.wait(), at_latest)
        except TimeoutError:
            return
        await asyncio.sleep(AT_MOST_EVERY)
        self._stirred.clear()

    def frame_for(self, room: Room) -> Frame | None:
        """The frame that says who is here, or None when the room knows. A wall never hears of people."""
        if room.kind == Room.Kind.WALL:
            return None
        if room.pk not in self._fresh:
            names = frozenset(self.people_in(room.pk))
            self._fresh[room.pk] = None if self._told.get(room.pk) == names else names
        fresh = self._fresh[room.pk]
        if fresh is None:
            return None
        frame: dict = {"kind": "here", "room": str(room.pk), "count": len(fresh)}
        if room.kind == Room.Kind.TABLE:
            frame["who"] = sorted(fresh)
        return encode(**frame)

    def all_told(self) -> None:
        self._told.update({room_id: names for room_id, names in self._fresh.items() if names is not None})
        self._fresh.clear()
