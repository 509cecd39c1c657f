"""When beat sends its tasks.

Celery's own scheduler compares moments of the wall clock and remembers the last one in a file, so a clock that is set back, or a
file from before, stops it for hours. This one counts by the monotonic clock of its process, from its start, and writes nothing down.
"""

from __future__ import annotations

import math
import time
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from kombu.exceptions import ChannelError

ENOUGH_WAITING = 10  # messages; while the workers' queue has so many, another would find nothing to do


class MonotonicScheduler(Scheduler):
    """Sends each entry of CELERY_BEAT_SCHEDULE at once, then every so many seconds. Schedules are numbers of seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._due: dict[str, float] = {}
        super().__init__(*args, **kwargs)

    def tick(self, **_celerys_own: Any) -> float:  # type: ignore[override]
        """Send what is due. Returns the seconds until the next entry is."""
        entries: dict[str, Any] = self.schedule
        for name, entry in entries.items():
            now = time.monotonic()
            if now >= self._due.get(name, -math.inf):
                self._due[name] = now + entry.schedule.seconds
                self.apply_entry(entry, producer=self.producer)
        return max(0.0, min(self._due.values()) - time.monotonic())

    def apply_async(self, entry: ScheduleEntry, producer: Any = None, advance: bool = True, **kwargs: Any) -> Any:
        """Send one, unless nobody takes messages out of the queue: otherwise they would pile up for as long as no worker runs.

        No message expires instead, since a worker would compare its own clock with beat's.
        """
        # By kombu, where Redis refused to write. Celery keeps this producer for good, and nothing else opens a channel for it.
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
