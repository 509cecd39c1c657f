"""Sends requests as bytes over a socket, to send what no client library would."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.history.http import CSRF

PATIENCE = 60.0  # seconds; the machine may be busy
FORM = b"application/x-www-form-urlencoded"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


@dataclass(frozen=True)
class Answer:
    """Status 0: the server closed the connection without an answer."""

    status: int
    text: str


class Server:
    def __init__(self, address: str) -> None:
        self.address = address
        self.host, self.port = urlsplit(address).hostname, urlsplit(address).port

    def ask(
        self,
        method: str,
        path: str,
        *lines: bytes,
        cookies: bytes = b"",
        kind: bytes = FORM,
        body: bytes = b"",
        host: bytes | None = None,
        version: bytes = b"1.1",
    ) -> Answer:
        """One request, as a page of ours would send it but for what is named; `lines` are more lines of its head."""
        ours = f"{self.host}:{self.port}".encode()
        head = [
            method.encode() + b" " + path.encode() + b" HTTP/" + version,
            b"Host: " + ours if host is None else host,
            b"Origin: http://" + ours,
            b"Connection: close",
            b"X-CSRFToken: " + CSRF.encode(),
            b"Content-Type: " + kind,
            b"Content-Length: %d" % len(body),
            b"Cookie: " + cookies,
            *lines,
        ]
        given = {line.partition(b":")[0].lower() for line in lines}
        kept = [line for line in head if line in lines or line.partition(b":")[0].lower() not in given]
        return answer_to(self, b"\r\n".join(line for line in kept if line) + b"\r\n\r\n" + body)


def answer_to(server: Server, request: bytes) -> Answer:
    said = b""
    with socket.create_connection((server.host, server.port), PATIENCE) as line:
        try:
            line.sendall(request)
            while not _is_whole(said) and (more := line.recv(1 << 16)):
                said += more
        except ConnectionError:  # the server closed the connection before it read everything
            pass
    head, _end, text = said.removeprefix(GO_ON).partition(b"\r\n\r\n")
    found = _STATUS.match(head)
    return Answer(int(found[1]) if found else 0, text.decode(errors="replace"))


def _is_whole(said: bytes) -> bool:
    """Whether this is all of an answer, even if the connection stays open."""
    head, end, text = said.removeprefix(GO_ON).partition(b"\r\n\r\n")
    if not end:
        return False
    if length := _LENGTH.search(head):
        return len(text) >= int(length[1])
    return text.endswith(b"0\r\n\r\n") if b"chunked" in head else head.split()[1] in (b"101", b"204", b"304")


def cookies_of(browser, **changed: bytes) -> bytes:
    """A browser's own cookies and the form's key, some of them changed."""
    own = {name: morsel.value.encode() for name, morsel in browser.cookies.items()}
    cookies = own | {"csrftoken": CSRF.encode()} | changed
    return b"; ".join(name.encode() + b"=" + value for name, value in cookies.items())
