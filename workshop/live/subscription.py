"""A subscription of this process to one room in one language: it delivers the room's frames in the order of their versions.

Each version names the one before it. A frame that comes early waits for those before it; where they do not come in time, the
sockets are told `behind`, and their browsers fetch. A busy room is told at most once per window, with all its events in one frame.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from uuid import UUID

from workshop.live.frames import Frame, bundled, encode
from workshop.live.log_redaction import without_messages

log = logging.getLogger(__name__)

EARLY_WAITS = 0.25  # seconds that a frame waits for those before it
WINDOW = 0.025  # seconds; a room that was told BUSY times within this is busy
BUSY = 3


class Subscription:
    """The sockets that are subscribed to one room in one language. All methods run on the hub's event loop."""

    def __init__(self, room_id: UUID) -> None:
        self.room_id = room_id
        self.sockets: set = set()
        self.delivered: int | None = None  # the version that was delivered last; None until the room's version is known
        self._writers: list[Callable[[Frame], None]] | None = None  # of the sockets that are not slow; None if outdated
        self._early: dict[int, tuple[int, str]] = {}  # by the version before it: a frame that waits, and its version
        self._gap: asyncio.TimerHandle | None = None
        self._told_at: deque[float] = deque([-1.0] * BUSY, maxlen=BUSY)
        self._window: list[bytes] = []
        self._writing = 0.0  # seconds spent on writing to sockets so far

    def add(self, socket) -> None:
        self.sockets.add(socket)
        self._writers = None

    def discard(self, socket) -> None:
        self.sockets.discard(socket)
        self._writers = None

    def refresh_writers(self) -> None:
        """To be called when a socket became slow, or is so no longer."""
        self._writers = None

    def receive(self, after: int, version: int, frame: str) -> None:
        """Deliver the frame of `version`, which follows the version `after`, or keep it until that has been delivered."""
        if self.delivered is None:
            self.delivered = after
        if version <= self.delivered:
            return
        self._early[after] = version, frame
        while following := self._early.pop(self.delivered, None):
            self.delivered, told = following
            self._deliver(told.encode())
        if not self._early:
            self._end_gap()
        elif self._gap is None:
            self._gap = asyncio.get_running_loop().call_later(EARLY_WAITS, self._skip_gap)

    def continue_from(self, version: int, *, before: int | None) -> None:
        """Continue from the version that the database has; `before` is what had been delivered when the database was asked.

        Frames up to a later version have been lost, and the heartbeat tells that version. A version below `before`
        means that an older database was restored.
        """
        is_restored = before is not None and version < before
        if self.delivered is not None and version <= self.delivered and not is_restored:
            return
        self.delivered = version
        self._early = {} if is_restored else {after: told for after, told in self._early.items() if after >= version}
        if not self._early:
            self._end_gap()

    def _skip_gap(self) -> None:
        """The missing frames did not come in time: the browsers fetch."""
        self._gap = None
        if not self._early:
            return
        self.delivered = max(version for version, _frame in self._early.values())
        self._early.clear()
        self._write(encode(kind="behind", room=str(self.room_id), v=self.delivered))

    def _end_gap(self) -> None:
        if self._gap is not None:
            self._gap.cancel()
            self._gap = None

    def _deliver(self, payload: bytes) -> None:
        """At once in a quiet room, at the end of the window in a busy one."""
        if self._window:
            self._window.append(payload)
            return
        if self._time() - self._told_at[0] < WINDOW:
            self._window.append(payload)
            asyncio.get_running_loop().call_later(WINDOW, self._end_window)
        else:
            self._told_at.append(self._time())
            self._write(Frame(payload))

    def _end_window(self) -> None:
        told, self._window = self._window, []
        self._told_at.extend([self._time()] * len(told))
        for frame in bundled(told):
            self._write(frame)

    def _write(self, frame: Frame) -> None:
        began = time.monotonic()
        if self._writers is None:
            self._writers = [socket.write for socket in self.sockets if not socket.is_slow]
        for write in self._writers:
            try:
                write(frame)
            except Exception as error:  # the others are told; this browser notices the missing version and fetches
                log.error("A frame was not written to a socket", exc_info=without_messages(error))
        self._writing += time.monotonic() - began

    def _time(self) -> float:
        """A clock without the time spent on writing. Writing to a thousand sockets takes 10 ms, which would hide a busy room."""
        return time.monotonic() - self._writing
