"""The scheduler of Celery's beat.

Celery's own scheduler compares times of the wall clock and stores the last one in a file, so a clock that is set back, or an old
file, stops it for hours. This one uses the monotonic clock of its process, from its start, and stores nothing.
"""

from __future__ import annotations

import math
import time
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from kombu.exceptions import ChannelError

ENOUGH_WAITING = 10  # messages in the queue, at which beat adds no more


class MonotonicScheduler(Scheduler):
    """Sends each entry of CELERY_BEAT_SCHEDULE at its start and then periodically. Schedules are numbers of seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._due: dict[str, float] = {}
        super().__init__(*args, **kwargs)

    def tick(self, **_options: Any) -> float:  # type: ignore[override]
        """Send the entries that are due. Returns the seconds until the next one is."""
        entries: dict[str, Any] = self.schedule
        for name, entry in entries.items():
            now = time.monotonic()
            if now >= self._due.get(name, -math.inf):
                self._due[name] = now + entry.schedule.seconds
                self.apply_entry(entry, producer=self.producer)
        return max(0.0, min(self._due.values()) - time.monotonic())

    def apply_async(self, entry: ScheduleEntry, producer: Any = None, advance: bool = True, **kwargs: Any) -> Any:
        """Send one entry, unless the queue is long: without a worker, messages would accumulate.

        Messages do not expire, since a worker would then compare its clock with that of beat.
        """
        # kombu closes the channel if Redis refused to write. Celery keeps this producer, and nothing else reopens its channel.
        if producer.channel.closed:
            producer.revive(self.connection)
        if _waiting(producer, self.app.conf.task_default_queue) < ENOUGH_WAITING:
            return super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        return None


def _waiting(producer: Any, queue: str) -> int:
    try:
        return producer.channel.queue_declare(queue, passive=True).message_count
    except ChannelError:  # an empty queue does not exist
        return 0
