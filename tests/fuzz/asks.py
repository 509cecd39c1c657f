"""Hostile requests, as bytes: every address of the router, with bodies, headers and lengths that a browser would never send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.history.http import CSRF
from tests.hostile import FIELDS, HEADERS, HOSTILE, LETTERS, quoted
from tests.routes import path_of, routes

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW", "get", "P\x00ST")
TYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "b" * 300,
    "application/json",
    "text/plain; charset=utf-7",
    "application/x-www-form-urlencoded; charset=no-such-thing",
    "application/x-www-form-urlencoded; charset=\x00",
    "a" * 2000,
    "/",
)
PARTS = (
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n%s\r\n',
    b'--b\r\nContent-Disposition: form-data; name="text"; filename="../../%s"\r\nContent-Type: image/png\r\n\r\nx\r\n',
    b"--b\r\nContent-Disposition: form-data; name*=utf-8''%%ff%%00; filename*=no''x\r\n\r\n%s\r\n",
    b'--b\r\nContent-Disposition: form-data; name="title"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s=\r\n',
    b"--b\r\n\r\n%s",
    b"--b\r\nContent-Disposition: %s",
)
LENGTHS = ("-1", "0", "1", "99999", "9" * 5000, "NaN", "1, 2", "\xb2", "+5", "0x10", "")


@dataclass(frozen=True)
class Someone:
    """The sender of a request: cookies, and the port of the server."""

    port: int
    cookies: str


def addresses(keys: dict[str, str]) -> list[str]:
    """Every address of the router, with `keys` for its variable parts; other variable parts do not exist."""
    found = [path_of(route, keys) for route in routes().values()]
    return [*found, "/static/css/app.css", "/live/", "/no/such/thing/"]


def hostile(chance: Random) -> bytes:
    """One of the values that are known to break servers, or random text."""
    if chance.random() < 0.2:
        return chance.randbytes(chance.choice((1, 16, 300, 5000)))
    return chance.choice(list(HOSTILE.values())).encode("utf-8", "surrogatepass")


class Asks:
    """An endless sequence of requests, generated from a seed."""

    def __init__(self, chance: Random, who: list[Someone], where: list[str]) -> None:
        self.chance, self.who, self.where = chance, who, where
        self.kinds: tuple[Callable[[], bytes], ...] = (
            *(self.reading,) * 2,
            *(self.form,) * 3,
            *(self.body,) * 2,
            *(self.headers,) * 2,
            self.words_in_the_address,
            self.query,
            self.method,
            self.wrong_length,
            self.chunks,
            self.comment,
            self.noise,
        )

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        while True:
            kind = self.chance.choice(self.kinds)
            request = kind()
            if self.chance.random() < 0.15:
                request = mutated(self.chance, request)
            yield kind.__name__, request

    def reading(self) -> bytes:
        """A request as a browser sends it, before its bytes are changed."""
        return self._request("GET", self._address(), b"")

    def form(self) -> bytes:
        value = quoted(hostile(self.chance)[:3000])
        names = FIELDS if self.chance.random() < 0.5 else self.chance.sample(FIELDS, 4)
        chosen = {name.encode(): value if self.chance.random() < 0.7 else b"1" for name in names}
        if self.chance.random() < 0.5:
            chosen[b"client_id"] = b"%032x" % self.chance.getrandbits(128)
        body = b"&".join(name + b"=" + content for name, content in chosen.items())
        return self._request("POST", self._address(), body, f"Content-Type: {TYPES[0]}")

    def body(self) -> bytes:
        kind = self.chance.choice(TYPES)
        if "multipart" in kind and self.chance.random() < 0.8:
            body = b"".join(self.chance.choice(PARTS) % hostile(self.chance)[:2000] for _part in range(3))
            body += self.chance.choice((b"--b--\r\n", b"", b"--b"))
        else:
            body = self.chance.choice([*LETTERS, b"a=%ud8%00&" * 2000, b"&" * 5000, hostile(self.chance)])
        return self._request("POST", self._address(), body, f"Content-Type: {kind}")

    def headers(self) -> bytes:
        more = self.chance.sample(HEADERS, self.chance.choice((1, 1, 2, 5)))
        return self._request(self.chance.choice(("GET", "POST")), self._address(), b"", *more)

    def words_in_the_address(self) -> bytes:
        """A segment of the path is replaced by another word."""
        pieces = self._address().split("/")
        pieces[self.chance.randrange(1, len(pieces))] = self._word()
        return self._request(self.chance.choice(("GET", "POST")), "/".join(pieces), b"")

    def query(self) -> bytes:
        pairs = "&".join(f"{self.chance.choice([*FIELDS, '', '%ff'])}={self._word()}" for _pair in range(3))
        return self._request("GET", f"{self._address()}?{pairs}", b"")

    def method(self) -> bytes:
        return self._request(self.chance.choice(METHODS), self._address(), b"")

    def wrong_length(self) -> bytes:
        head, _end, body = self.form().partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
        for _time in range(self.chance.choice((1, 1, 2))):
            lines.append(b"Content-Length: " + self.chance.choice(LENGTHS).encode("latin-1"))
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def chunks(self) -> bytes:
        sizes = (b"5", b"0", b"-1", b"ffffffffffffffffff", b"5;a=" + b"b" * 3000, b"zz", b"", b"2")
        body = b"".join(self.chance.choice(sizes) + b"\r\na=b&c\r\n" for _chunk in range(3)) + b"0\r\n\r\n"
        head = self._request("POST", self._address(), b"", f"Content-Type: {TYPES[0]}", "Transfer-Encoding: chunked")
        return head + body

    def comment(self) -> bytes:
        """A valid request to the anonymous address."""
        here = f"127.0.0.1:{self.who[0].port}"
        path = next(path for path in self.where if path.startswith("/c/") and path.count("/") == 3)
        body = self.chance.choice([*LETTERS, mutated(self.chance, LETTERS[7])])
        head = f"POST {path} HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def noise(self) -> bytes:
        return self.chance.choice(
            (b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 50, b"\x16\x03\x01", b"PRI * HTTP/2.0\r\n\r\n")
        ) + (self.chance.randbytes(200))

    def _address(self) -> str:
        return self.chance.choice(self.where)

    def _word(self) -> str:
        word = quoted(hostile(self.chance)[:1000]).decode()
        return self.chance.choice(
            (word, "..", "%2e%2e%2f", "", "%", "%zz", "\u00e9", "a" * 8000, "//", ";", "%ed%a0%80")
        )

    def _request(self, method: str, path: str, body: bytes, *headers: str) -> bytes:
        who = self.chance.choice(self.who)
        here = f"127.0.0.1:{who.port}"
        lines = [
            f"{method} {path} HTTP/1.1",
            *([] if any(line.startswith("Host") for line in headers) else [f"Host: {here}"]),
            *(
                []
                if any(line.startswith("Cookie") for line in headers)
                else [f"Cookie: {who.cookies}; csrftoken={CSRF}"]
            ),
            *([] if any(line.startswith("Origin") for line in headers) else [f"Origin: http://{here}"]),
            f"X-CSRFToken: {CSRF}",
            *([] if any(line.startswith("Transfer") for line in headers) else [f"Content-Length: {len(body)}"]),
            *headers,
        ]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def mutated(chance: Random, data: bytes) -> bytes:
    """The same bytes with a few of them changed, repeated, removed or cut off."""
    changed = bytearray(data)
    for _time in range(chance.choice((1, 1, 3, 10))):
        at = chance.randrange(len(changed) or 1)
        match chance.randrange(5):
            case 0 if changed:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at:at] = chance.randbytes(chance.choice((1, 4, 100)))
            case 2:
                del changed[at : at + chance.choice((1, 4, 100))]
            case 3:
                changed[at:at] = changed[at : at + 50]
            case _ if chance.random() < 0.3:
                del changed[at:]
    return bytes(changed)
