"""One ringing thread a process: no request waits for Redis.

What a notification says is in the database already. A notification that is lost costs a heartbeat, never a word; so a ring has two seconds,
is tried once, and a queue that runs full drops its oldest.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from threading import Condition, Thread
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer
from django.db import transaction

from workshop.live import hub

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds for one ring
WAITING_AT_MOST = 10_000
BATCH_AT_MOST = 100  # tellings of one room in one message


def notify_room(room_id: UUID, after: int, version: int, frames: dict[str, str]) -> None:
    """Tell this process's sockets, then those of the others. `frames` holds one encoded frame a language."""
    hub.hear_here(room_id, after, version, frames)
    for language, frame in frames.items():
        message = {"type": "told", "room": str(room_id), "language": language, "told": [(after, version, frame)]}
        _thread.put(_send, hub.group_name(room_id, language), message)


def recheck_rights(*, who: Iterable[str] = (), rooms: Iterable[UUID] = (), moved: Iterable[UUID] = ()) -> None:
    """After the commit: every process asks again for the seats of these visitors (their keys), and of all in these rooms.

    The participants in `moved` have left these rooms for others, and are no longer shown as present there.
    """
    message = {"who": list(who), "rooms": [str(room_id) for room_id in rooms], "moved": [str(one) for one in moved]}
    _after_commit({"type": "recheck"} | message)


def close_sockets(*, who: Iterable[str]) -> None:
    """After the commit: every process closes the sockets of these visitors, whatever rights are left to them."""
    _after_commit({"type": "close", "who": list(who)})


def notify_processes(message: dict) -> None:
    """To every process: whose rights have changed, and how."""
    hub.control_here(message)
    _thread.put(_send, hub.CONTROL_GROUP, message)


def start_task(task: Any, *args: str) -> None:
    """Start a Celery task. The row it works on is the order; if the notification is lost, its sweep rings again."""
    _thread.put(_start, task, args)


def _after_commit(message: dict) -> None:
    transaction.on_commit(lambda: notify_processes(message), robust=True)


async def _send(group: str, message: dict) -> None:
    await get_channel_layer().group_send(group, message)


async def _start(task: Any, args: tuple) -> None:
    task.apply_async(args=args, retry=False)


type Notification = tuple[Callable, tuple]


class _NotifierThread:
    def __init__(self) -> None:
        self._waiting: deque[Notification] = deque(maxlen=WAITING_AT_MOST)
        self._any = Condition()
        self._thread: Thread | None = None

    def put(self, notification: Callable, *args: Any) -> None:
        with self._any:
            self._waiting.append((notification, args))
            if self._thread is None or not self._thread.is_alive():  # also after a fork
                self._thread = Thread(target=self._run, name="bells", daemon=True)
                self._thread.start()
            self._any.notify()

    def wait_until_sent(self, timeout: float = 5.0) -> bool:
        with self._any:
            return self._any.wait_for(lambda: not self._waiting and not self._busy, timeout)

    _busy = False

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        while True:
            with self._any:
                self._busy = False
                self._any.notify_all()
                self._any.wait_for(lambda: self._waiting)
                self._busy = True
                waiting = list(self._waiting)
                self._waiting.clear()
            loop.run_until_complete(_send_all(_batched(waiting)))


async def _send_all(notifications: list[Notification]) -> None:
    for notification, args in notifications:
        try:
            await asyncio.wait_for(notification(*args), PATIENCE)
        except Exception as error:
            log.warning("A bell was not rung: %s", type(error).__name__)


def _batched(notifications: list[Notification]) -> list[Notification]:
    """What a room was told while the ones before were rung goes to the other processes in one message."""
    fewer: list[Notification] = []
    open_messages: dict[str, dict] = {}
    for notification, args in notifications:
        match args:
            case (group, {"type": "told", "told": told} as message):
                earlier = open_messages.get(group)
                if earlier and len(earlier["told"]) < BATCH_AT_MOST:
                    earlier["told"] += told
                    continue
                open_messages[group] = message
        fewer.append((notification, args))
    return fewer


_thread = _NotifierThread()
wait_until_sent = _thread.wait_until_sent
