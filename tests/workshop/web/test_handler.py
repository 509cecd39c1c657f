"""Django's handler: a request switches to its thread once, and is finished even if the client disconnects."""

import asyncio
import threading
import time

import pytest
from django.core.signals import request_finished
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from workshop.web.handler import Pages
from workshop.web.request_threads import Threads

ran_in: list[int] = []
go_on = threading.Event()


def slow(request) -> HttpResponse:
    ran_in.append(threading.get_ident())
    time.sleep(0.1)
    go_on.wait(60)
    return HttpResponse("slept")


def by(get_response):
    def middleware(request):
        ran_in.append(threading.get_ident())
        return get_response(request)

    return middleware


urlpatterns = [path("slow/", slow)]
HERE = override_settings(
    ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.by", *["django.middleware.common.CommonMiddleware"] * 3]
)
SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/slow/",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "scheme": "http",
}


@pytest.fixture
def finished():
    seen: list[str] = []

    def note(**_signal) -> None:
        seen.append(threading.current_thread().name)

    ran_in.clear()
    request_finished.connect(note)
    yield seen
    request_finished.disconnect(note)


async def ask(*, hangs_up: bool = False) -> list[dict]:
    """The answer. A client that `hangs_up` does so before the view has finished."""
    questions: asyncio.Queue = asyncio.Queue()
    questions.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    if hangs_up:
        go_on.clear()
        asyncio.get_running_loop().call_later(0.05, questions.put_nowait, {"type": "http.disconnect"})
        asyncio.get_running_loop().call_later(0.1, go_on.set)
    else:
        go_on.set()
    answer: list[dict] = []

    async def send(event: dict) -> None:
        answer.append(event)

    with HERE:
        await Threads(Pages())(dict(SCOPE), questions.get, send)
    return answer


async def test_middleware_and_view_run_in_one_thread_that_is_not_the_loops(finished):
    answer = await ask()
    assert answer[0]["status"] == 200
    assert answer[1]["body"] == b"slept"
    assert len(set(ran_in)) == 1
    assert threading.get_ident() not in ran_in
    assert len(finished) == 1


async def test_a_request_is_finished_in_its_thread_also_where_nobody_waits_for_the_answer(finished, caplog):
    await ask(hangs_up=True)
    assert len(finished) == 1
    assert finished[0].startswith("request")
    assert not caplog.records
