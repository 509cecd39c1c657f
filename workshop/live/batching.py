"""Questions to the database that come while it is being asked are asked together, next.

A thousand people who come at once ask the same few things. Each answer is as fresh as if it had been asked alone: it is read
after its question came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from channels.db import database_sync_to_async

AT_MOST = 200  # questions in one query


async def alone[A](question: Callable[..., A], *args: object) -> A:
    """Ask one question in the process's thread for its sockets."""
    return await database_sync_to_async(question)(*args)


class BatchingLoader[Q, A]:
    """`answer(questions)` gives one answer a question, in their order. It runs in the process's thread for its sockets.

    What waits belongs to an event loop. A process has one, tests have many: what waited in another is forgotten.
    """

    def __init__(self, answer: Callable[[Sequence[Q]], Sequence[A]], *, at_most: int = AT_MOST) -> None:
        self._answer = database_sync_to_async(answer)
        self._at_most = at_most
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._asking: asyncio.Task | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def ask(self, question: Q) -> A:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._waiting, self._asking = loop, [], None
        answer = loop.create_future()
        self._waiting.append((question, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting[: self._at_most], self._waiting[self._at_most :]
                await self._ask_these(asked)
        finally:
            self._asking = None

    async def _ask_these(self, asked: list[tuple[Q, asyncio.Future[A]]]) -> None:
        asked = [(question, answer) for question, answer in asked if not answer.done()]  # others have left meanwhile
        if not asked:
            return
        try:
            answers = await self._answer([question for question, _answer in asked])
        except Exception as error:
            for _question, answer in asked:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_question, answer), found in zip(asked, answers, strict=True):
            if not answer.done():  # who asked may have left
                answer.set_result(found)
