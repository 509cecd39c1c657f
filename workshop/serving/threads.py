"""Threads that requests share, one at a time each.

Django gives every request a thread of its own and ends it with the answer; with it goes the connection to the database. Here
the thread stays for the next request, and on SQLite its connection does, too: opening one reads the schema, and closing the
last one writes the journal back and waits for the disk.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext
from django.db import connections

KEPT = 16  # threads; more come while more requests run, and go with them


class Threads:
    """ASGI: `pages`, each request in one of our threads. Nobody waits for a thread."""

    def __init__(self, pages) -> None:
        self._pages = pages
        self._free: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: dict, receive, send) -> None:
        thread = self._free.pop() if self._free else ThreadPoolExecutor(1, "request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self._pages(scope, receive, send)
        finally:
            self._give_back(thread)

    def _give_back(self, thread: ThreadPoolExecutor) -> None:
        if len(self._free) < KEPT:
            self._free.append(thread)
        else:
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)
