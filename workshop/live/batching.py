"""A loader that batches: questions that arrive while the database is being asked are asked together in the next query.

When a thousand people arrive at once, they cause few queries. Each answer is read after its question arrived, so it is as
fresh as that of a query of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from channels.db import database_sync_to_async

AT_MOST = 200  # questions in one query


async def alone[A](question: Callable[..., A], *args: object) -> A:
    """Ask one question, without a batch, in the thread in which this process asks for its sockets."""
    return await database_sync_to_async(question)(*args)


class BatchingLoader[Q, A]:
    """`answer(questions)` returns one answer per question, in their order. It runs in the process's thread for sockets.

    Waiting questions belong to one event loop. A process has one loop and the tests have many, so questions of another loop
    are dropped.
    """

    def __init__(self, answer: Callable[[Sequence[Q]], Sequence[A]], *, at_most: int = AT_MOST) -> None:
        self._answer = database_sync_to_async(answer)
        self._at_most = at_most
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._asking: asyncio.Task | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def load(self, question: Q) -> A:
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
        asked = [(question, answer) for question, answer in asked if not answer.done()]  # the others were cancelled
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
            if not answer.done():  # it may have been cancelled
                answer.set_result(found)
