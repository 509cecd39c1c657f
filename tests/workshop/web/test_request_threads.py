"""Requests share threads, one at a time each; the others wait ahead of them, and not many do."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async

from workshop.web.request_threads import RETRY_AFTER, Threads

AT_MOST, WAITING = 4, 3  # of the threads one is for writes alone
FOR_READS = 3
LONG = 60  # seconds, at most


class Pages:
    """Remembers who was answered and in which threads; a request for /waits ends when it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ran_in: list[int] = []
        self.go = asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        self.begun.append(scope["name"])
        self.ran_in.append(await sync_to_async(threading.get_ident)())
        if scope["path"] == "/waits":
            await self.go.wait()
        if scope["path"] == "/fails":
            raise ValueError
        self.ran_in.append(await sync_to_async(threading.get_ident)())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": (await receive())["body"]})


class Request:
    """One that was sent, and its answer."""

    def __init__(
        self,
        shared,
        path: str = "/waits",
        *,
        method: str = "GET",
        name: str = "",
        accept: str = "*/*",
        reads: bool = True,
    ) -> None:
        self._reads = asyncio.Event()
        if reads:
            self._reads.set()
        headers = [(b"accept", accept.encode()), (b"accept-language", b"ja")]
        scope = {"type": "http", "method": method, "path": path, "headers": headers, "name": name}
        self._events: asyncio.Queue = asyncio.Queue()
        self._events.put_nowait({"type": "http.request", "body": name.encode(), "more_body": False})
        self.answer: list[dict] = []
        self.task = asyncio.create_task(shared(scope, self._events.get, self._send))

    async def _send(self, event: dict) -> None:
        await self._reads.wait()
        self.answer.append(event)

    def hangs_up(self) -> None:
        self._events.put_nowait({"type": "http.disconnect"})

    async def ends(self) -> "Request":
        async with asyncio.timeout(LONG):
            await self.task
        return self

    @property
    def status(self) -> int:
        return self.answer[0]["status"]

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.answer[0]["headers"]}

    @property
    def body(self) -> str:
        return self.answer[1]["body"].decode()


@pytest.fixture
async def pages():
    return Pages()


@pytest.fixture
async def shared(pages):
    return Threads(pages, at_most=AT_MOST, queue_limit=WAITING)


async def until(so) -> None:
    async with asyncio.timeout(LONG):
        while not so():
            await asyncio.sleep(0.01)


async def full(shared, pages) -> list[Request]:
    """Every thread is held, by as many pages as may and by something that is written."""
    held = [Request(shared, name=f"held {number}") for number in range(FOR_READS)]
    held.append(Request(shared, method="POST", name="held write"))
    await until(lambda: len(pages.begun) == AT_MOST)
    return held


async def test_one_request_after_another_runs_in_the_same_thread(shared, pages):
    for _ in range(3):
        await Request(shared, "/").ends()
    assert len(set(pages.ran_in)) == 1
    assert threading.get_ident() not in pages.ran_in


async def test_a_thread_is_given_back_by_a_request_that_fails(shared, pages):
    with pytest.raises(ValueError):
        await Request(shared, "/fails").ends()
    await Request(shared, "/").ends()
    assert len(set(pages.ran_in)) == 1
    assert shared.held == 0


async def test_requests_at_the_same_time_each_have_a_thread_and_there_are_no_more_than_that(shared, pages):
    before = threading.active_count()
    held = await full(shared, pages)
    waiting = [Request(shared, "/") for _ in range(WAITING)]
    await asyncio.sleep(0.1)
    assert len(set(pages.ran_in)) == AT_MOST
    assert threading.active_count() <= before + AT_MOST
    pages.go.set()
    for request in [*held, *waiting]:
        assert (await request.ends()).status == 200
    assert len(set(pages.ran_in)) == AT_MOST
    assert shared.held == 0


async def test_waiting_requests_are_answered_in_turn_and_completely(shared, pages):
    await full(shared, pages)
    waiting = []
    for number in range(WAITING):
        waiting.append(Request(shared, "/", name=f"in turn {number}"))
        await asyncio.sleep(0)
    pages.go.set()
    for number, request in enumerate(waiting):
        assert (await request.ends()).body == f"in turn {number}"
    assert pages.begun[AT_MOST:] == [f"in turn {number}" for number in range(WAITING)]


async def test_what_is_written_does_not_wait_behind_pages(shared, pages):
    for number in range(FOR_READS + WAITING):
        Request(shared, name=f"page {number}")
    await until(lambda: len(pages.begun) == FOR_READS)
    assert (await Request(shared, "/", method="POST", name="a word").ends()).body == "a word"
    assert "a word" in pages.begun
    assert len(pages.begun) == FOR_READS + 1


async def test_a_request_whose_client_disconnects_while_waiting_never_runs_and_frees_its_place(shared, pages):
    await full(shared, pages)
    gone = [Request(shared, "/", name="gone") for _ in range(WAITING)]
    await asyncio.sleep(0)
    for request in gone:
        request.hangs_up()
    for request in gone:
        assert (await request.ends()).answer == []
    others = [Request(shared, "/", name="stayed") for _ in range(WAITING)]
    pages.go.set()
    for request in others:
        assert (await request.ends()).status == 200
    assert "gone" not in pages.begun
    await until(lambda: shared.held == 0)


async def test_a_client_that_does_not_read_its_answer_takes_nobodys_place(shared, pages):
    pages.go.set()
    unread = [Request(shared, name=f"unread {number}", reads=False) for number in range(FOR_READS + WAITING)]
    await until(lambda: len(pages.begun) == len(unread))
    assert (await Request(shared, name="reads").ends()).body == "reads"
    for request in unread:
        request.task.cancel()


@pytest.fixture
async def refused(shared, pages):
    """Asks where every thread is held and as many wait as may."""
    await full(shared, pages)
    for number in range(WAITING):
        Request(shared, name=f"waits {number}")
    await asyncio.sleep(0)

    async def ask(**how) -> Request:
        return await Request(shared, "/", name="one too many", **how).ends()

    yield ask
    assert "one too many" not in pages.begun
    pages.go.set()


async def test_when_too_many_wait_the_next_is_told_at_once_when_to_come(refused):
    answer = await refused()
    assert answer.status == 503
    assert RETRY_AFTER[0] <= int(answer.headers["retry-after"]) <= RETRY_AFTER[1]
    assert answer.headers["content-type"].startswith("text/plain")
    assert "アクセスが集中しています" in answer.body


async def test_somebody_who_opens_a_page_gets_one_that_tries_again(refused):
    answer = await refused(accept="text/html,application/xhtml+xml")
    assert answer.status == 503
    assert answer.headers["refresh"] == answer.headers["retry-after"]
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src" in answer.headers["content-security-policy"]
    assert '<html lang="ja">' in answer.body
    assert "自動的に再読み込みされます" in answer.body


async def test_a_form_that_was_refused_is_not_sent_again_by_its_page(shared, pages, refused):
    for number in range(WAITING):
        Request(shared, method="POST", name=f"writes {number}")
    await asyncio.sleep(0)
    answer = await refused(method="POST", accept="text/html")
    assert answer.status == 503
    assert "refresh" not in answer.headers
    assert "もう一度送信してください" in answer.body
