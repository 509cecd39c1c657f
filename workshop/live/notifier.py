"""The notifier: one thread per process that sends messages to Redis, so that no request waits for it.

What a notification announces is in the database already, and a heartbeat or a sweep makes good for one that is lost. So each
has two seconds, is tried once, and a full queue drops its oldest.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from threading import Condition, Thread
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer
from django.db import transaction
from django.utils.module_loading import import_string

from workshop.live import hub
from workshop.live.channel_layer import CONTROL_GROUP, group_name
from workshop.live.log_redaction import without_messages

log = logging.getLogger(__name__)

TIMEOUT = 2.0  # seconds for one notification
WAITING_AT_MOST = 10_000
BATCH_AT_MOST = 100  # frames of one room in one message


def notify_room(room_id: UUID, after: int, version: int, frames: dict[str, str]) -> None:
    """Tell this process's sockets, then those of the others. `frames` holds one encoded frame per language."""
    try:
        hub.deliver_locally(room_id, after, version, frames)
        for language, frame in frames.items():
            message = {"type": "told", "room": str(room_id), "language": language, "told": [(after, version, frame)]}
            _thread.put(_send, group_name(room_id, language), message)
    except Exception as error:  # Django would log this call with its arguments, and the frames may hold a comment
        log.error("A room was not notified", exc_info=without_messages(error))


def recheck_rights(*, who: Iterable[str] = (), rooms: Iterable[UUID] = (), moved: Iterable[UUID] = ()) -> None:
    """After the commit, every process checks the rights of these visitors (by their keys) and of everyone in these rooms.

    The participants in `moved` have left these rooms for others, and are no longer shown as present there.
    """
    message = {"who": list(who), "rooms": [str(room_id) for room_id in rooms], "moved": [str(one) for one in moved]}
    _after_commit({"type": "recheck"} | message)


def close_sockets(*, who: Iterable[str]) -> None:
    """After the commit, every process closes the sockets of these visitors, whatever rights they still have."""
    _after_commit({"type": "close", "who": list(who)})


def notify_processes(message: dict) -> None:
    """Send a message of the control group to every process, this one included."""
    hub.control_locally(message)
    _thread.put(_send, CONTROL_GROUP, message)


def start_task(task: str, *args: str) -> None:
    """After the commit, start a Celery task by its dotted path.

    The row is the order; if the message is lost, the task's sweep starts it again.
    """
    transaction.on_commit(partial(_thread.put, _start, task, args), robust=True)


def _after_commit(message: dict) -> None:
    transaction.on_commit(lambda: notify_processes(message), robust=True)


async def _send(group: str, message: dict) -> None:
    await get_channel_layer().group_send(group, message)


async def _start(task: str, args: tuple) -> None:
    import_string(task).apply_async(args=args, retry=False)


type Notification = tuple[Callable, tuple]


class _NotifierThread:
    def __init__(self) -> None:
        self._waiting: deque[Notification] = deque(maxlen=WAITING_AT_MOST)
        self._changed = Condition()
        self._thread: Thread | None = None
        self._busy = False

    def put(self, notification: Callable, *args: Any) -> None:
        with self._changed:
            self._waiting.append((notification, args))
            if self._thread is None or not self._thread.is_alive():  # the first time, and after a fork
                self._thread = Thread(target=self._run, name="notifier", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait_until_sent(self, timeout: float = 5.0) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout)

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting)
                self._busy = True
                waiting = list(self._waiting)
                self._waiting.clear()
            loop.run_until_complete(_send_all(_batched(waiting)))


async def _send_all(notifications: list[Notification]) -> None:
    for notification, args in notifications:
        try:
            await asyncio.wait_for(notification(*args), TIMEOUT)
        except TimeoutError:
            log.warning("A notification was not sent in time")
        except Exception as error:
            log.error("A notification was not sent", exc_info=without_messages(error))


def _batched(notifications: list[Notification]) -> list[Notification]:
    """Put all frames that wait for one room into one message to the other processes."""
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
