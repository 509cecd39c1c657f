"""Presence: who is in a room. Best effort, sent in batches, forgotten after 15 s without news, and never stored.

A person who leaves the page of a room stays present in it for 45 s while another of their pages is open, so that nobody can
see who went to another page and came back. A person whose last page closed stays present for a few seconds, which covers the
change from one page to the next. A person who loses the right to a room leaves it at once.

A page without a socket polls (live/views.py). Each poll counts like a socket for some seconds, so that the same rules hold.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from workshop.live.frames import Frame, encode
from workshop.live.models import Room

TELL_EVERY = 5.0  # seconds, to the other processes
FORGET_AFTER = 15.0
AT_MOST_EVERY = 0.5  # to our own sockets
LEAST_TOLD = 5  # people in the main room; with fewer, the time of a comment could identify its writer
LINGERS = 45.0  # seconds in a room after its page was left, while the person has another page open
GRACE = 10.0  # seconds without any page, while the next page loads or another process reports its socket
POLL_COUNTS = 12.0  # seconds; a page polls every four
HIDDEN_POLL_COUNTS = 90.0  # browsers let a hidden page do so once a minute


@dataclass(frozen=True)
class Poll:
    """Stands for a person's pages that poll, where a socket would stand for a page."""

    name: str


@dataclass(frozen=True)
class Telling:
    """What a process last reported of its sockets: who is in which room, and who left which room when, on our clock."""

    told_at: float
    rooms: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    left: Mapping[UUID, Mapping[str, float]] = field(default_factory=dict)

    def without(self, names: frozenset[str], rooms: frozenset[UUID] | None) -> Telling:
        def keeps(room_id: UUID, name: str) -> bool:
            return name not in names or (rooms is not None and room_id not in rooms)

        return replace(
            self,
            rooms={room: frozenset(name for name in here if keeps(room, name)) for room, here in self.rooms.items()},
            left={room: {n: at for n, at in left.items() if keeps(room, n)} for room, left in self.left.items()},
        )

    def names(self) -> frozenset[str]:
        return frozenset().union(*self.rooms.values())


class Board:
    """What one process knows of presence: of its own sockets at once, of those of other processes by their reports.

    `clock` is monotonic, in seconds. A name belongs to one session, so a person with a socket in any room is in that session.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.process = uuid4().hex
        self._clock = clock
        self._here: dict[UUID, dict[str, set]] = {}  # room: name: the sockets subscribed under it
        self._left: dict[UUID, dict[str, float]] = {}  # room: name: when the last of these sockets left
        self._polls: dict[tuple[UUID, str], float] = {}  # room and name: until when the last poll counts
        self._sockets: dict[str, int] = {}  # name: how many subscriptions its sockets have, in any room
        self._seen_at: dict[str, float] = {}  # name: when one of its sockets was last known, in any process
        self._elsewhere: dict[str, Telling] = {}
        self._newcomers: dict[UUID, set] = {}  # sockets that have not been told who is in the room
        self._changed = asyncio.Event()
        self._told: dict[UUID, frozenset[str]] = {}
        self._fresh: dict[UUID, tuple[frozenset[str], Frame]] = {}

    def arrived(self, room_id: UUID, name: str | None, socket: object) -> None:
        self._newcomers.setdefault(room_id, set()).add(socket)
        if name:
            sockets = self._here.setdefault(room_id, {}).setdefault(name, set())
            if socket not in sockets:
                sockets.add(socket)
                self._sockets[name] = self._sockets.get(name, 0) + 1
            self._left.get(room_id, {}).pop(name, None)
        self._changed.set()

    def left(self, room_id: UUID, name: str | None, socket: object, *, for_good: bool = False) -> None:
        """A socket left a room; `for_good` if its right is gone. A socket whose subscription was interrupted leaves too."""
        self._newcomers.get(room_id, set()).discard(socket)
        names = self._here.get(room_id, {})
        if name and socket in names.get(name, ()):
            names[name].discard(socket)
            if not names[name]:
                del names[name]
                self._left.setdefault(room_id, {})[name] = self._clock()
            if not names:
                del self._here[room_id]
            self._sockets[name] -= 1
            self._seen_at[name] = self._clock()
            if not self._sockets[name]:
                del self._sockets[name]
            self._changed.set()
        if name and for_good and name not in self._here.get(room_id, {}):
            self.forget([name], [room_id])

    def polled(self, room_id: UUID, name: str, *, is_hidden: bool = False) -> None:
        """A page without a socket asked who is in the room."""
        until = self._clock() + (HIDDEN_POLL_COUNTS if is_hidden else POLL_COUNTS)
        self._polls[room_id, name] = max(until, self._polls.get((room_id, name), 0))
        if Poll(name) not in self._here.get(room_id, {}).get(name, ()):
            self.arrived(room_id, name, Poll(name))

    def _end_polls(self, which: Callable[[UUID, str, float], bool]) -> None:
        for (room_id, name), until in list(self._polls.items()):
            if which(room_id, name, until):
                del self._polls[room_id, name]
                self.left(room_id, name, Poll(name))

    def forget(self, names: Iterable[str], rooms: Iterable[UUID] | None = None) -> None:
        """Forget these people in these rooms, or in all: they lost their right to them."""
        lost, where = frozenset(names), None if rooms is None else frozenset(rooms)
        self._end_polls(lambda room_id, name, _until: name in lost and (where is None or room_id in where))
        for room_id, left in self._left.items():
            if where is None or room_id in where:
                for name in lost:
                    left.pop(name, None)
        self._elsewhere = {process: telling.without(lost, where) for process, telling in self._elsewhere.items()}
        self._changed.set()

    def heard(self, process: str, message: Mapping) -> None:
        """Take in what a process reports of its sockets (see `ours`)."""
        if process == self.process:
            return
        now = self._clock()
        known = self._elsewhere.get(process)
        telling = Telling(
            told_at=now,
            rooms={UUID(room): frozenset(names) for room, names in message["rooms"].items()},
            left={
                UUID(room): {name: now - ago for name, ago in left.items()}
                for room, left in message.get("left", {}).items()
            },
        )
        self._seen_at |= dict.fromkeys(telling.names() | (known.names() if known else frozenset()), now)
        self._elsewhere[process] = telling
        self._changed.set()

    def ours(self) -> dict[str, dict]:
        """What to report to the other processes: who is in which room, and who left which room how many seconds ago."""
        self._forget_the_gone()
        now = self._clock()
        return {
            "rooms": {str(room_id): list(names) for room_id, names in self._here.items()},
            "left": {str(room): {name: now - at for name, at in left.items()} for room, left in self._left.items()},
        }

    def people_in(self, room_id: UUID) -> set[str]:
        """The names of those who are in the room, or left it a moment ago. May be called from any thread."""
        tellings = self._tellings()
        names = set(self._here.get(room_id, ())).union(*(telling.rooms.get(room_id, ()) for telling in tellings))
        for left in (self._left.get(room_id, {}), *(telling.left.get(room_id, {}) for telling in tellings)):
            names |= {name for name, at in list(left.items()) if self._lingers(name, at, tellings)}
        return names

    async def changed(self, at_latest: float) -> None:
        """Wait until someone came or went, at most `at_latest` seconds, and a little longer to collect changes."""
        try:
            await asyncio.wait_for(self._changed.wait(), at_latest)
        except TimeoutError:
            return
        await asyncio.sleep(AT_MOST_EVERY)
        self._changed.clear()

    def frame_for(self, room: Room, socket: object) -> Frame | None:
        """The frame that says who is here; None for a socket that has been told, and on a comment screen.

        If nothing changed, only a new socket is told: to the others a frame would reveal that somebody opened a page.
        """
        if room.kind == Room.Kind.SCREEN:
            return None
        names, frame = self._fresh.get(room.pk) or self._refresh(room)
        is_known = self._told.get(room.pk) == names and socket not in self._newcomers.get(room.pk, ())
        return None if is_known else frame

    def told_to(self, room: Room, name: str | None) -> dict | None:
        """The content of the frame that says who is here, for a page of this person that polls. May be called from any thread."""
        if room.kind == Room.Kind.SCREEN:
            return None
        return _frame(room, self._told_of(room, also={name} if name else set()))

    def _told_of(self, room: Room, also: AbstractSet[str] = frozenset()) -> frozenset[str]:
        """The names that are shown as present. Too few people in the main room are shown as nobody (see LEAST_TOLD)."""
        names = frozenset(self.people_in(room.pk) | also)
        return frozenset() if room.kind == Room.Kind.MAIN and len(names) < LEAST_TOLD else names

    def all_told(self) -> None:
        self._told = {room_id: names for room_id, (names, _frame) in self._fresh.items()}
        self._fresh.clear()
        self._newcomers.clear()

    def _refresh(self, room: Room) -> tuple[frozenset[str], Frame]:
        names = self._told_of(room)
        self._fresh[room.pk] = names, encode(**_frame(room, names))
        return self._fresh[room.pk]

    def _tellings(self) -> list[Telling]:
        return [one for one in list(self._elsewhere.values()) if self._clock() - one.told_at < FORGET_AFTER]

    def _lingers(self, name: str, left_at: float, tellings: list[Telling]) -> bool:
        now = self._clock()
        if now - left_at >= LINGERS:
            return False
        has_page = name in self._sockets or any(name in names for one in tellings for names in one.rooms.values())
        return has_page or now - self._seen_at.get(name, left_at) < GRACE

    def _forget_the_gone(self) -> None:
        """Forget those who are gone, so that they do not reappear in a room by opening the page of another."""
        tellings, now = self._tellings(), self._clock()
        self._end_polls(lambda _room_id, _name, until: now >= until)
        kept = {
            room_id: {name: at for name, at in left.items() if self._lingers(name, at, tellings)}
            for room_id, left in self._left.items()
        }
        self._left = {room_id: left for room_id, left in kept.items() if left}
        self._seen_at = {name: at for name, at in self._seen_at.items() if now - at < FORGET_AFTER}


def _frame(room: Room, names: frozenset[str]) -> dict:
    frame: dict = {"kind": "here", "room": str(room.pk), "count": len(names)}
    return frame | {"who": sorted(names)} if room.kind == Room.Kind.TABLE else frame
