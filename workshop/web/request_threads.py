"""Threads that requests share, one at a time each, and a bounded number of them (ADR 13, ADR 30).

Django gives every request a thread of its own and ends it with the answer; with it goes the connection to the database. Here
the thread stays for the next request, and on SQLite its connection does, too: opening one reads the schema, and closing the
last one writes the journal back and waits for the disk.

More threads than that answer nothing sooner: they share the processors and the database. So other requests wait ahead of
them, in the order in which they came, holding no thread and no connection. Who hangs up while waiting is never run. When too
many wait, the next one is told at once to come later.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings

from workshop.live import waiting
from workshop.web.refusals import refuse_as_busy

WAITING = 128  # requests that read, and as many that write
COME_LATER = 2, 5  # seconds, from and to: those who are refused together must not come back together
READS = ("GET", "HEAD", "OPTIONS")


class Threads:
    """ASGI: `pages`, each request in one of our threads."""

    def __init__(self, pages, *, at_most: int | None = None, waiting_at_most: int = WAITING) -> None:
        self._pages = pages
        self._free: list[ThreadPoolExecutor] = []
        at_once = at_most or settings.REQUEST_THREADS
        self._places = waiting.Places(at_once, for_writes=at_once // 4, waiting=waiting_at_most)

    @property
    def held(self) -> int:
        """How many threads are given to a request now."""
        return self._places.taken

    async def __call__(self, scope: dict, receive, send) -> None:
        answer: list[dict] = []

        async def keep(event: dict) -> None:
            answer.append(event)

        try:
            async with self._places.place(receive, writes=scope["method"] not in READS) as receive:
                await self._in_a_thread(scope, receive, keep)
        except waiting.ClientLeft:
            return
        except waiting.Full:
            await refuse_as_busy(scope, send, seconds=random.randint(*COME_LATER))
        for event in answer:  # who reads slowly, or not at all, takes nobody's place meanwhile
            await send(event)

    async def _in_a_thread(self, scope: dict, receive, send) -> None:
        thread = self._free.pop() if self._free else ThreadPoolExecutor(1, "request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self._pages(scope, receive, send)
        finally:
            self._free.append(thread)
