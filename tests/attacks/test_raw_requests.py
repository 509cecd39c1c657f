"""No request causes a 5xx: hostile values in every cookie, header, path segment and query of every route, over real sockets.

test_hostile_input.py tests form fields.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections

from tests.actors import Browser
from tests.attacks.raw import FORM, Server, cookies_of
from tests.attacks.test_matrix import ROWS, address  # noqa: F401  a fixture
from tests.hostile import CHARSETS, COOKIES, FIELDS, HEADERS, HOSTILE, SEGMENTS, quoted
from tests.routes import with_another_segment
from tests.sockets import listening
from tests.web import serving
from workshop.live.models import Room

pytestmark = pytest.mark.django_db(transaction=True)

SOCKET = (
    b"Connection: Upgrade",
    b"Upgrade: websocket",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: " + b"a" * 22 + b"==",
)


@pytest.fixture(scope="module")
def address_of_server(django_db_setup) -> Iterator[str]:
    with serving() as found:
        yield found
    connections.close_all()


@pytest.fixture
def server(address_of_server, monkeypatch) -> Server:
    monkeypatch.setattr("workshop.people.guess_throttling.MIN_DELAY", 0.0)
    monkeypatch.setattr("workshop.people.guess_throttling.DELAY_STEP", 0.0)
    return Server(address_of_server)


@pytest.fixture
def asked(server, lead, ben, address):  # noqa: F811
    """A request for every route, with its method and the cookies of somebody who has access."""

    def every() -> Iterator[tuple[str, str, bytes]]:
        for route, (method, _posted, statuses) in ROWS.items():
            yield method, address(route), cookies_of(ben if statuses["member"] < 300 else lead)

    return every


@pytest.fixture
def lead(ana) -> Browser:
    return Browser(ana)


@pytest.fixture
def ben(discussion) -> Browser:
    return Browser(discussion.people["Ben"])


@pytest.fixture
def both(ana, ben) -> Browser:
    """One browser in which the lead is signed in and Ben has a membership."""
    browser = Browser(ana)
    browser.cookies[settings.MEMBERSHIPS_COOKIE_NAME] = ben.cookies[settings.MEMBERSHIPS_COOKIE_NAME].value
    return browser


class Broken(list):
    """Requests that were answered with a 5xx."""

    def note(self, answer, *asked) -> None:
        if answer.status >= 500:
            self.append((answer.status, *asked))


@pytest.mark.parametrize("value", COOKIES, ids=range(len(COOKIES)))
def test_no_cookie_breaks_a_route(value, server, both, address):  # noqa: F811
    broken = Broken()
    own = (settings.SESSION_COOKIE_NAME, settings.MEMBERSHIPS_COOKIE_NAME, settings.KNOWN_COOKIE_NAME)
    for name in (*own, settings.LANGUAGE_COOKIE_NAME, "csrftoken"):
        cookies = cookies_of(both, **{name: value})
        for route, (method, *_row) in ROWS.items():
            broken.note(server.ask(method, address(route), cookies=cookies), name, route)
    assert broken == []


def test_a_broken_cookie_takes_nothing_from_the_others(server, discussion, ben):
    """Another application on the same host may have set it; if it were refused, its owner could not use Hashira any more."""
    for value in COOKIES:
        for cookies in (cookies_of(ben) + b"; theirs=" + value, b"theirs=" + value + b"; " + cookies_of(ben)):
            assert server.ask("GET", discussion.url("workshop:main-room"), cookies=cookies).status in (200, 400)
    escaped = b'theirs="\\000\\012"; ' + cookies_of(ben)
    assert server.ask("GET", discussion.url("workshop:main-room"), cookies=escaped).status == 200


IN_TWO_LINES = {
    "a language": lambda cookies: (b"Accept-Language: ja", b"Accept-Language: en", b"Cookie: " + cookies),
    "a cookie": lambda cookies: (b"Cookie: language=ja", b"Accept-Language: en", b"Cookie: " + cookies),
}


@pytest.mark.parametrize("lines", IN_TWO_LINES.values(), ids=IN_TWO_LINES)
def test_nobody_is_shown_what_another_asked_for_in_two_lines(lines, server, discussion):
    """Cached answers are stored under the whole request, including a header that is sent twice."""
    main_room = discussion.url("workshop:main-room")
    ben, chi = (cookies_of(Browser(discussion.people[name])).replace(b"language=en; ", b"") for name in ("Ben", "Chi"))
    assert '<html lang="ja"' in server.ask("GET", main_room, *lines(chi)).text
    assert '<html lang="en"' in server.ask("GET", main_room, b"Accept-Language: en", cookies=ben).text


@pytest.mark.parametrize("line", HEADERS, ids=range(len(HEADERS)))
def test_no_header_breaks_a_route(line, server, asked):
    broken = Broken()
    lines = line.encode("latin-1").split(b"\r\n")
    for method, path, cookies in asked():
        broken.note(server.ask(method, path, *lines, cookies=cookies), path)
    assert broken == []


@pytest.mark.parametrize("word", SEGMENTS)
def test_no_segment_breaks_a_route(word, server, asked):
    broken = Broken()
    for method, whole, cookies in asked():
        for path in with_another_segment(whole, word):
            broken.note(server.ask(method, path, cookies=cookies), path)
    assert broken == []


def test_an_address_with_a_control_character_is_an_address_of_nothing(server, lead, discussion):
    for word in ("%00", "%0a", "a%7f"):
        for path in (f"/j/{word}/", f"/{word}/", f"/s/{discussion.session.pk}/pillars/{word}/closure/"):
            answer = server.ask("GET" if "closure" not in path else "POST", path, cookies=cookies_of(lead))
            assert answer.status == 404
            assert "<title>" in answer.text, "our own page says so"


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_query_breaks_a_route(kind, server, asked):
    broken = Broken()
    value = quoted(HOSTILE[kind][:800].encode("utf-8", "surrogatepass")).decode()
    for method, path, cookies in asked():
        for names in (FIELDS[::2], FIELDS[1::2]):
            query = "&".join(f"{name}={value}" for name in names)
            broken.note(server.ask(method, f"{path}?{query}", cookies=cookies), path)
    assert broken == []


@pytest.mark.parametrize("charset", CHARSETS)
def test_no_charset_breaks_a_route(charset, server, asked):
    broken = Broken()
    part = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n\xff\xfe0\r\n'
    bodies = {
        FORM: b"&".join(name.encode() + b"=%ff%fe" for name in FIELDS),
        b"multipart/form-data; boundary=b": b"".join(part % name.encode() for name in FIELDS) + b"--b--\r\n",
        b"application/json": b"{}",
    }
    for _method, path, cookies in asked():
        for kind, body in bodies.items():
            named = kind + b"; charset=" + charset
            broken.note(server.ask("POST", path, cookies=cookies, kind=named, body=body), path, kind)
    assert broken == []


def test_a_charset_that_is_not_ours_is_answered_with_the_one_that_is(server, lead, discussion):
    for charset, status in ((b"UTF-8", 422), (b'"utf-8"', 422), (b"utf-7", 415), (b"no-such-thing", 415)):
        kind = FORM + b"; charset=" + charset
        answer = server.ask("POST", "/sessions/new/", cookies=cookies_of(lead), kind=kind, body=b"title=a")
        assert answer.status == status
        assert status != 415 or "UTF-8" in answer.text


def test_a_request_names_its_host_once(server, asked):
    broken = Broken()
    ours = f"Host: {server.host}:{server.port}".encode()
    for method, path, cookies in asked():
        for version in (b"1.0", b"1.1"):
            for host in (b"", b"Host:", ours + b"\r\n" + ours):
                answer = server.ask(method, path, cookies=cookies, host=host, version=version)
                assert answer.status == 400, (path, host, version, answer)
                assert "Host" in answer.text
        broken.note(server.ask(method, path, cookies=cookies, version=b"1.0"), path)
    assert broken == []


def test_http_1_0_is_answered_as_any_other(server, ben, discussion):
    page = server.ask("GET", discussion.url("workshop:main-room"), cookies=cookies_of(ben), version=b"1.0")
    assert page.status == 200
    assert "Ben" in page.text


def test_no_handshake_of_a_socket_breaks_the_server(server, ben):
    broken = Broken()
    more = [
        (b"Sec-WebSocket-Protocol: \xff, a\x01b, , " + b"x" * 5000,),
        (b'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=999; a="\\',),
        (b"Sec-WebSocket-Key: not a key",),
        (b"Sec-WebSocket-Version: 99",),
        *([b"Cookie: seats=" + value + b"; sessionid=" + value] for value in COOKIES),
        *(line.encode("latin-1").split(b"\r\n") for line in HEADERS if not line.startswith(("Upgrade", "Transfer"))),
    ]
    for lines in more:
        broken.note(server.ask("GET", "/live/", *SOCKET, *lines, cookies=cookies_of(ben)), lines)
    for word in (
        *SEGMENTS,
        *(quoted(value[:500].encode("utf-8", "surrogatepass")).decode() for value in HOSTILE.values()),
    ):
        broken.note(server.ask("GET", f"/live/?language={word}", *SOCKET, cookies=cookies_of(ben)), word)
        broken.note(server.ask("GET", f"/{word}/", *SOCKET, cookies=cookies_of(ben)), word)
    broken.note(server.ask("GET", "/live/", *SOCKET, host=b"", cookies=cookies_of(ben)), "no host")
    for path in ("/", "//", "*"):
        broken.note(server.ask("GET", path, *SOCKET, cookies=cookies_of(ben)), path)
    assert broken == []
    assert server.ask("GET", "/live/", *SOCKET, cookies=cookies_of(ben)).status == 101, (
        "one that is as it should be opens"
    )


async def test_a_socket_knows_its_browser_beside_any_cookie(discussion):
    """Python's cookie parser stops at the first invalid name."""
    room = await Room.objects.aget(session=discussion.session, kind=Room.Kind.MAIN)
    ben = await sync_to_async(Browser)(discussion.people["Ben"])
    for theirs in (b"a[b]=c", b"{}=1", b'q="open', b"=", b'theirs="\\000"', b"\xe3\x81\x82=1"):
        async with listening(theirs + b"; " + ben.cookie_header) as ears:
            assert (await ears.subscribes(room))["kind"] == "subscribed", theirs
