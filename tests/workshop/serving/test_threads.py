"""Requests share threads, one at a time each."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async

from workshop.serving import threads
from workshop.serving.threads import Threads


class Pages:
    """Remembers the threads it ran in; a request ends when it is let go."""

    def __init__(self) -> None:
        self.ran_in: list[int] = []
        self.go = asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        self.ran_in.append(await sync_to_async(threading.get_ident)())
        if scope["path"] == "/waits":
            await self.go.wait()
        if scope["path"] == "/fails":
            raise ValueError
        self.ran_in.append(await sync_to_async(threading.get_ident)())


@pytest.fixture
async def pages():
    return Pages()


@pytest.fixture
async def shared(pages):
    return Threads(pages)


async def ask(shared, path: str = "/") -> None:
    await shared({"type": "http", "path": path}, None, None)


async def test_one_request_after_another_runs_in_the_same_thread(shared, pages):
    for _ in range(3):
        await ask(shared)
    assert len(set(pages.ran_in)) == 1
    assert threading.get_ident() not in pages.ran_in


async def test_requests_at_the_same_time_each_have_one_of_their_own(shared, pages, monkeypatch):
    monkeypatch.setattr(threads, "KEPT", 2)
    before = threading.active_count()
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(ask(shared, "/waits"))
        while len(pages.ran_in) < 5:
            await asyncio.sleep(0.01)
        assert len(set(pages.ran_in)) == 5
        pages.go.set()
    for _ in range(200):
        if threading.active_count() <= before + 2:
            break
        await asyncio.sleep(0.01)
    assert threading.active_count() <= before + 2  # what was kept


async def test_a_thread_is_given_back_by_a_request_that_fails(shared, pages):
    with pytest.raises(ValueError):
        await ask(shared, "/fails")
    await ask(shared)
    assert len(set(pages.ran_in)) == 1
