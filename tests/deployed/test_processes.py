"""Two web processes, two workers and beat, with nothing between them but PostgreSQL and Redis."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress

import httpx
import pytest
import websockets
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture(scope="module")
def links(deployed) -> dict:
    told = deployed.manage("demo", "--reset", "--json", "--url", deployed.addresses["web one"])
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def participant_of(name: str, links: dict, base: str) -> tuple[httpx.Client, str]:
    """A client of this participant for this web process, and the address of their table."""
    browser = httpx.Client(follow_redirects=True, timeout=60, base_url=base)
    path = httpx.URL(links["participants"][name]).path
    browser.get(path)
    main_room = browser.post(path, headers={"X-CSRFToken": browser.cookies["csrftoken"]})
    return browser, re.search(r"/s/[0-9a-f-]+/tables/[0-9a-f-]+/", main_room.text)[0]


async def test_what_one_process_accepts_the_other_tells(deployed, links):
    one, two = deployed.addresses["web one"], deployed.addresses["web two"]
    ben, table = participant_of("Ben", links, one)
    listener, _ = participant_of("Ben", links, two)
    room = re.search(r'data-src="[^"]*/talk/"[^>]*data-room="([0-9a-f-]+)"', listener.get(table).text)[1]
    cookies = "; ".join(f"{name}={value}" for name, value in listener.cookies.items())
    live = two.replace("http", "ws") + "/live/?language=en"
    headers = {"Cookie": cookies}
    async with websockets.connect(live, origin=two, additional_headers=headers, open_timeout=60) as socket:
        await socket.send(json.dumps({"subscribe": room, "seen": 0}))
        while (frame := json.loads(await socket.recv()))["kind"] != "subscribed":
            pass
        headers = {"X-CSRFToken": ben.cookies["csrftoken"], "HX-Request": "true"}
        for number in range(1, 5):  # if the machine stalls, a notification may be dropped
            sending = {"client_id": f"00000000-0000-4000-8000-00000000000{number}", "text": "Heard next door"}
            assert ben.post(f"{table}entries/", data=sending, headers=headers).status_code == 200
            with suppress(TimeoutError):
                async with asyncio.timeout(15):
                    while (heard := json.loads(await socket.recv()))["kind"] != "told":
                        pass
                    break
    assert heard["kind"] == "told"
    assert frame["v"] <= heard["after"] < heard["v"]
    assert "Heard next door" in heard["html"], "by the layer; a heartbeat carries no words"


def test_a_day_with_simulated_people_has_no_violation_and_leaves_five_documents(deployed):
    told = deployed.manage("rehearse", "--participants", "8", "--seed", "1", "--url", deployed.addresses["web two"])
    assert told.returncode == 0, told.stdout + told.stderr
    assert "No violation." in told.stdout
    assert len(list((deployed.var / "media" / "summaries").glob("*.pdf"))) >= 5
    assert deployed.rows("SELECT count(*) FROM reviews_comment")[0][0] > 0
    assert deployed.rows("SELECT count(*) FROM reviews_waiting") == [(0,)]


def test_no_process_wrote_down_an_address_that_was_asked_for(deployed):
    said = "".join(deployed.said_by(name) for name in deployed.processes)
    assert "/c/" not in said
    assert "HTTP/1.1" not in said


def test_a_plain_uvicorn_logs_no_requests_either(deployed):
    plain = [sys.executable, "-m", "uvicorn", "workshop.asgi:application", "--port", "{port}", "--access-log"]
    base = deployed.serves("plain", plain)
    httpx.post(f"{base}/c/6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1/", json={"text": "Kim"}, timeout=60)
    for path in ("/live/?language=en", "/p/hunter2/"):  # opening a socket is also a request with a time
        with (
            suppress(InvalidStatus),
            connect(base.replace("http:", "ws:") + path, origin=base, proxy=None, open_timeout=60),
        ):
            pass
    httpx.get(f"{base}/nowhere/", timeout=60)
    deployed.ends("plain")
    said = deployed.said_by("plain")
    assert "Not Found: /nowhere/" in said, "the same log keeps other things"
    for word in ("HTTP/1.1", "/c/", "/live/", "hunter2", "127.0.0.1:"):
        assert word not in said


def test_a_killed_web_process_is_replaced_and_the_other_answers_meanwhile(deployed):
    base = deployed.serves("pair", processes=2)
    parent = deployed.processes["pair"].pid
    until = time.monotonic() + 60
    while len(workers := children_of(parent)) < 2:
        assert time.monotonic() < until, deployed.said_by("pair")
        time.sleep(0.1)
    os.kill(workers[0], signal.SIGKILL)
    until = time.monotonic() + 60
    while len(after := children_of(parent)) < 2 or workers[0] in after:
        assert httpx.get(base, timeout=60).status_code == 200
        assert time.monotonic() < until
    assert deployed.ends("pair") == 0


def children_of(pid: int) -> list[int]:
    """The web processes that uvicorn started, without its resource tracker."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "spawn_main" in line]


def test_one_process_holds_no_more_connections_than_its_pool(deployed):
    base = deployed.serves("pooled", [sys.executable, "-c", f"import os; os.environ['DATABASE_POOL'] = '2'; {RUN}"])
    with httpx.Client(base_url=base, timeout=60) as browser:
        assert {browser.get("/sign-in/").status_code for _ in range(20)} == {200}
    held = deployed.rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pooled'")
    assert held[0][0] <= 2
    deployed.ends("pooled")


RUN = "os.environ['PGAPPNAME'] = 'pooled'; from workshop.web import server; server.serve_by_environment()"
