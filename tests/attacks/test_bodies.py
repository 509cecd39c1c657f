"""No body is written to disk, and the server does not wait for incomplete requests. Over real sockets, without signing in."""

from __future__ import annotations

import json
import re
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import websockets
from django.conf import settings
from django.urls import reverse
from uvicorn.importer import import_from_string

from tests.attacks.raw import PATIENCE, Answer, Server, answer_to
from tests.attacks.test_matrix import address  # noqa: F401  a fixture
from tests.routes import routes
from tests.web import serving
from workshop.web.http_protocol import Deadlines
from workshop.web.server import OURS

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 3_000_000  # bytes; Django writes a body of more than 2.5 MB into a file
LENS = "/lenses/import/"


class Impatient(Deadlines):
    HEAD_WITHIN = BODY_WITHIN = 1.5


class Crowded(Deadlines):
    HEAD_WITHIN = BODY_WITHIN = 600.0
    UNFINISHED = 20
    READ_WITHIN = 0.0


class JustCrowded(Crowded):
    READ_WITHIN = 60.0


@pytest.fixture(scope="module")
def patient(django_db_setup) -> Iterator[Server]:
    with serving() as found:
        yield Server(found)


@pytest.fixture(scope="module")
def impatient(django_db_setup) -> Iterator[Server]:
    with serving(Impatient) as found:
        yield Server(found)


@pytest.fixture(scope="module")
def crowded(django_db_setup) -> Iterator[Server]:
    with serving(Crowded) as found:
        yield Server(found)


@pytest.fixture
def no_disk(monkeypatch, tmp_path) -> None:
    """Without a folder for temporary files, writing a body into one fails."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))


def head(server: Server, path: str, *lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {server.host}:{server.port}", *lines, "", ""]).encode()


def with_length(server: Server, path: str, length: int, body: bytes | None = None) -> Answer:
    return answer_to(
        server, head(server, path, f"Content-Length: {length}") + (b"x" * length if body is None else body)
    )


def in_chunks(server: Server, path: str, length: int) -> Answer:
    chunks = b"".join(b"%x\r\n" % size + b"x" * size + b"\r\n" for size in pieces(length, 50_000))
    return answer_to(server, head(server, path, "Transfer-Encoding: chunked") + chunks + b"0\r\n\r\n")


def pieces(length: int, size: int) -> Iterator[int]:
    for sent in range(0, length, size):
        yield min(size, length - sent)


@contextmanager
def half_sent(server: Server, *beginnings: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        lines = []
        for beginning in beginnings:
            line = stack.enter_context(socket.create_connection((server.host, server.port), PATIENCE))
            line.sendall(beginning)
            lines.append(line)
        yield lines


def heard(line: socket.socket) -> bytes:
    """Everything that the server sends until it closes the connection."""
    said = b""
    try:
        while more := line.recv(1 << 16):
            said += more
    except ConnectionResetError:
        pass
    return said


def is_cut_off(line: socket.socket, again: bytes) -> bool:
    """Whether the server closes the connection of a client that repeats this for a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            line.sendall(again)
        except (BrokenPipeError, ConnectionResetError):
            return True
        time.sleep(0.005)
    return False


def test_no_long_body_gets_past_the_limit_of_any_route(patient, address, no_disk):  # noqa: F811
    found = {}
    for route in routes():
        found[route] = {
            with_length(patient, address(route), LONG).status,
            in_chunks(patient, address(route), LONG).status,
        }
    assert {route: statuses for route, statuses in found.items() if statuses != {413}} == {}


def test_a_body_may_be_as_long_as_the_limit_of_its_route(patient, session, no_disk):
    usual, lens = settings.BODY_LIMIT, settings.BODY_LIMITS["reviews:lens-import"]
    assert (usual, lens) == (65_536, 1_048_576)
    for path, limit in ((f"/c/{session.pk}/", usual), ("/j/", usual), ("/no/such/thing/", usual), (LENS, lens)):
        for send in (with_length, in_chunks):
            assert send(patient, path, limit).status not in (0, 413, 500)
            assert send(patient, path, limit + 1).status == 413


def test_long_bodies_together_have_a_limit_that_stops_no_short_one(patient, monkeypatch):
    monkeypatch.setattr("workshop.web.request_bodies.LONG_BODIES", 2 * 1024 * 1024)
    half = head(patient, LENS, f"Content-Length: {1024 * 1024}") + b"x"
    with half_sent(patient, half, half):
        assert eventually(lambda: with_length(patient, LENS, 1024 * 1024, b"").status == 503)
        assert with_length(patient, "/j/", 1000).status == 403
        assert with_length(patient, LENS, 1000).status not in (0, 500, 503)
    assert eventually(lambda: with_length(patient, LENS, 1024 * 1024).status == 302)


def eventually(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def test_a_body_with_another_method_is_bounded_too(patient, session, no_disk):
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        asked = head(patient, f"/s/{session.pk}/main/", f"Content-Length: {LONG}", method=method)
        assert answer_to(patient, asked).status == 413


def test_a_length_alone_is_refused_before_anything_is_sent_and_says_how_long_it_may_be(patient, session):
    for length in (200_000_000, 10**18, 10**30):
        answer = with_length(patient, f"/c/{session.pk}/", length, b"")
        assert answer.status in (400, 413)
    answer = with_length(patient, f"/c/{session.pk}/", 200_000_000, b"")
    assert answer == Answer(
        413, "This is larger than 64 KB, the most that can be sent here. Shorten it, then send it again.\n"
    )


def test_a_form_with_files_in_chunks_is_read_like_any_other(patient):
    """Django treats a form without a Content-Length as empty, and does not find its CSRF token."""
    key = "x" * 32
    form = (
        b'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + key.encode() + b"\r\n--b--\r\n"
    )
    about = (f"Cookie: csrftoken={key}", f"Origin: {patient.address}", "Content-Type: multipart/form-data; boundary=b")
    asked = head(patient, "/j/", "Transfer-Encoding: chunked", *about) + b"%x\r\n" % len(form) + form + b"\r\n0\r\n\r\n"
    assert answer_to(patient, asked).status == 422


def test_a_client_that_sends_nothing_is_sent_away_while_others_are_served(impatient, session):
    whole = head(impatient, "/", method="GET")
    posts = head(impatient, f"/c/{session.pk}/", "Content-Length: 100") + b"{"
    chunks = head(impatient, "/j/", "Transfer-Encoding: chunked") + b"5\r\nabc"
    threads = sum(thread.name.startswith("request") for thread in threading.enumerate())
    with half_sent(impatient, *[whole[:-2], posts, chunks] * 30) as lines:
        assert answer_to(impatient, whole).status == 200
        assert sum(thread.name.startswith("request") for thread in threading.enumerate()) <= threads + 1
        for line in lines:
            assert heard(line).startswith(b"HTTP/1.1 408 ")


def test_a_client_that_sends_nothing_is_disconnected_without_an_answer(impatient):
    with half_sent(impatient, b"", b"\r\n") as (silent, noisy):
        assert heard(silent) == b""
        assert heard(noisy).startswith(b"HTTP/1.1 408 ")


def test_a_letter_now_and_then_does_not_put_it_off(impatient):
    for beginning in (head(impatient, "/", method="GET")[:-2], head(impatient, "/j/", "Content-Length: 9999")):
        with half_sent(impatient, beginning) as (line,):
            line.settimeout(0.2)
            sent = 0
            said = b""
            while sent < 300 and not said:
                try:
                    line.sendall(b"a")
                    sent += 1
                    said = line.recv(1 << 16)
                except TimeoutError:
                    pass
            assert said.startswith(b"HTTP/1.1 408 ")


def test_the_second_request_of_a_connection_has_its_own_time(impatient):
    whole = head(impatient, "/", method="GET")
    with half_sent(impatient, whole) as (line,):
        said = line.recv(1 << 16)
        assert said.startswith(b"HTTP/1.1 200 ")
        line.sendall(whole[:20])
        assert b"HTTP/1.1 408 " in heard(line)


def test_a_client_that_keeps_sending_after_the_refusal_is_cut_off(impatient):
    with half_sent(impatient, head(impatient, "/j/", "Transfer-Encoding: chunked")) as (line,):
        assert is_cut_off(line, b"%x\r\n" % 50_000 + b"x" * 50_000 + b"\r\n")


def test_of_many_unfinished_requests_the_oldest_is_closed(crowded):
    with half_sent(crowded, *[b"GET / HT"] * 50) as lines:
        for line in lines[:30]:
            assert heard(line).startswith(b"HTTP/1.1 408 ")
        assert answer_to(crowded, head(crowded, "/", method="GET")).status == 200
        lines[-1].sendall(
            b"TP/1.1\r\nHost: " + f"{crowded.host}:{crowded.port}".encode() + b"\r\nConnection: close\r\n\r\n"
        )
        assert heard(lines[-1]).startswith(b"HTTP/1.1 200 ")


def test_of_many_clients_that_connect_at_once_and_ask_a_moment_later_none_is_closed(django_db_setup):
    with serving(JustCrowded) as found:
        server = Server(found)
        with half_sent(server, *[b""] * 100) as lines:
            for line in lines:
                line.sendall(head(server, "/no/such/thing/", "Connection: close", method="GET"))
            assert {heard(line)[:12] for line in lines} == {b"HTTP/1.1 404"}


def test_a_head_has_an_end(crowded):
    with half_sent(crowded, b"GET / HTTP/1.1\r\n") as (line,):
        assert is_cut_off(line, b"X-More: " + b"x" * 1000 + b"\r\n")
    assert answer_to(crowded, b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000).status == 431


async def test_a_socket_that_listens_is_left_alone(impatient):
    ours = f"{impatient.host}:{impatient.port}"
    async with websockets.connect(f"ws://{ours}/live/", origin=f"http://{ours}", open_timeout=60) as page:
        assert json.loads(await page.recv())["kind"] == "welcome"
        with half_sent(impatient, b"GET / HT") as (line,):
            assert heard(line).startswith(b"HTTP/1.1 408 ")
        await (await page.ping())


def test_the_web_process_has_these_deadlines():
    assert import_from_string(OURS["http"]) is Deadlines
    assert (Deadlines.HEAD_WITHIN, Deadlines.BODY_WITHIN) == (10, 30)


def test_nginx_says_the_same():
    conf = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    limits = dict(re.findall(r"location (?:~ )?(\S+) \{[^}]*?client_max_body_size (\S+);", conf))
    lenses = next(place for place, most in limits.items() if most == "1m")
    assert limits == {"/c/": "64k", lenses: "1m", "/static/": "1"}
    companion = reverse("reviews:lens-companion", kwargs={"slug": "small-2", "number": 12})
    assert all(re.match(lenses, place) for place in (LENS, companion))
    assert not re.match(lenses, reverse("reviews:lenses"))
    assert dict.fromkeys(("reviews:lens-import", "reviews:lens-companion"), 1024 * 1024) == settings.BODY_LIMITS
    server = conf[: conf.index("location / {", conf.index("listen 443"))]
    assert "client_max_body_size 64k;" in server
    assert settings.BODY_LIMIT == 64 * 1024
    assert f"client_header_timeout {Deadlines.HEAD_WITHIN:.0f}s;" in server
    assert f"client_body_timeout {Deadlines.BODY_WITHIN:.0f}s;" in server
    assert "large_client_header_buffers 4 16k;" in server
    assert Deadlines.LONGEST_HEAD == 4 * 16 * 1024
