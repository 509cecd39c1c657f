"""Raw delivery and delivery over ASGI's `send` behave alike, to readers and to those who do not read."""

import asyncio
import json
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
import uvicorn
from websockets.asyncio.client import connect

from workshop.live import hub, socket
from workshop.live.delivery import EXTENSION, AsgiDelivery, delivery_of
from workshop.live.frames import encode
from workshop.live.socket import Socket
from workshop.web.server import OURS
from workshop.web.websocket_protocol import RawFrames

DELIVERIES = {"raw": RawFrames, "sent": AsgiDelivery}


class Access:
    """Access to a room, as far as a socket looks at it."""


@asynccontextmanager
async def server(delivery: str):
    """One socket at a time, on a real uvicorn; the Socket it makes, once a browser has come."""
    made: asyncio.Queue[Socket] = asyncio.Queue()

    async def application(scope, receive, send) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        if delivery == "sent":
            scope["extensions"].pop(EXTENSION)
        here = Socket(visitor=None, language="en", delivery=delivery_of(scope, send), send=send)
        made.put_nowait(here)
        while (await receive())["type"] == "websocket.receive":
            pass
        here.disconnected()

    config = uvicorn.Config(
        application, ws=RawFrames, port=0, lifespan="off", log_level="warning", ws_per_message_deflate=False
    )
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve())
    while not running.started:
        await asyncio.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"ws://127.0.0.1:{port}/", made
    finally:
        running.should_exit = True
        running.force_exit = True
        await task


@pytest.fixture(params=DELIVERIES)
def delivery(request) -> str:
    return request.param


@pytest.fixture(autouse=True)
def a_hub_without_rooms(monkeypatch):
    class Nobody:
        def remove_socket(self, _socket, **_why): ...

        def refresh_writers(self, _socket): ...

        def version_of(self, _room_id, _language):
            return 400

    monkeypatch.setattr(hub, "of_this_process", Nobody)


async def test_the_server_we_run_offers_raw_frames(delivery):
    assert uvicorn.Config(**OURS).ws == "workshop.web.websocket_protocol:RawFrames"
    async with server(delivery) as (address, made), connect(address, proxy=None, open_timeout=60):
        assert isinstance((await made.get())._delivery, DELIVERIES[delivery])


async def test_what_is_put_is_read_in_order(delivery):
    async with server(delivery) as (address, made), connect(address, proxy=None, open_timeout=60) as browser:
        here = await made.get()
        for number in range(500):
            here.put(encode(v=number, html="長" * (number % 40)))
            await asyncio.sleep(0)
        assert [json.loads(await browser.recv())["v"] for _number in range(500)] == list(range(500))


async def test_a_slow_reader_is_skipped_and_told_once_to_fetch(delivery):
    room = uuid4()
    async with server(delivery) as (address, made), stuck(address) as browser:
        here = await made.get()
        here.access[room] = Access()
        for number in range(400):
            here.put(encode(kind="told", v=number, html="x" * 20_000))
            await asyncio.sleep(0)
        heard = []
        async with asyncio.timeout(60):
            while not heard or heard[-1]["kind"] != "behind":
                heard.append(json.loads(await browser.recv()))
        assert [frame["kind"] for frame in heard].count("behind") == 1
        assert heard[-1] == {"kind": "behind", "room": str(room), "v": 400}
        assert len(heard) < 200
        here.put(encode(kind="told", v=401))
        assert json.loads(await browser.recv())["v"] == 401


async def test_a_reader_who_stays_slow_is_closed(delivery, monkeypatch):
    monkeypatch.setattr(socket, "SLOW_AFTER", 0.2)
    monkeypatch.setattr(socket, "CLOSE_TIMEOUT", 0.2)
    room = uuid4()
    async with server(delivery) as (address, made), stuck(address):
        here = await made.get()
        here.access[room] = Access()
        for number in range(400):
            here.put(encode(kind="told", v=number, html="x" * 20_000))
            await asyncio.sleep(0)
        async with asyncio.timeout(60):
            while not here.is_closed:
                await asyncio.sleep(0.05)


async def test_a_reader_that_is_closed_is_told_why(delivery):
    async with server(delivery) as (address, made), connect(address, proxy=None, open_timeout=60) as browser:
        (await made.get()).close(4401)
        await browser.wait_closed()
        assert browser.close_code == 4401


@asynccontextmanager
async def stuck(address: str):
    """A browser that does not read until it is asked to."""
    async with connect(address, proxy=None, open_timeout=60, max_queue=1, max_size=None, close_timeout=0.1) as browser:
        yield browser
