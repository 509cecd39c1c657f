"""A bounded number of threads for requests, each used for one request after the other (ADR 13, ADR 30).

Django gives every request a new thread and ends it with the answer, together with its database connection. Here the thread is
reused, and on SQLite its connection too: opening one reads the schema, and closing the last one checkpoints the WAL and
waits for the disk.

More threads would not answer sooner, since they share the processors and the database. Other requests wait in the order in
which they came, without a thread or a connection. A request whose client disconnects while it waits is never run. When too
many wait, the next one is refused at once and may be tried again later.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings

from workshop.live import request_queues
from workshop.web.refusals import refuse_as_busy

QUEUE_LIMIT = 128  # requests that read, and as many that write
RETRY_AFTER = 2, 5  # seconds, from and to, so that clients that were refused together do not return together
READS = ("GET", "HEAD", "OPTIONS")


class Threads:
    """ASGI middleware that runs each request of `pages` in one of our threads."""

    def __init__(self, pages, *, at_most: int | None = None, queue_limit: int = QUEUE_LIMIT) -> None:
        self._pages = pages
        self._free: list[ThreadPoolExecutor] = []
        limit = at_most or settings.REQUEST_THREADS
        self._limit = request_queues.ConcurrencyLimit(limit, reserved_for_writes=limit // 4, queue_limit=queue_limit)

    @property
    def held(self) -> int:
        """How many threads are in use."""
        return self._limit.in_use

    async def __call__(self, scope: dict, receive, send) -> None:
        answer: list[dict] = []

        async def keep(event: dict) -> None:
            answer.append(event)

        try:
            async with self._limit.place(receive, writes=scope["method"] not in READS) as receive:
                await self._in_a_thread(scope, receive, keep)
        except request_queues.ClientDisconnected:
            return
        except request_queues.QueueFull:
            await refuse_as_busy(scope, send, seconds=random.randint(*RETRY_AFTER))
        for event in answer:  # after the thread was released, since a client may read slowly or not at all
            await send(event)

    async def _in_a_thread(self, scope: dict, receive, send) -> None:
        thread = self._free.pop() if self._free else ThreadPoolExecutor(1, "request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self._pages(scope, receive, send)
        finally:
            self._free.append(thread)
