"""Simulated browsers: keep-alive connections that request pages, and sockets that are subscribed to rooms.

They use raw streams instead of a library, since a thousand of them must use less CPU on the client's core than on the server's.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlencode

CSRF = "0123456789abcdefghijklmnopqrstuv"


class Refused(Exception):
    """The server gave an unexpected answer."""


@dataclass
class Answer:
    status: int
    body: bytes
    retry_after: int = 0  # seconds
    head: bytes = b""  # in lower case

    def header(self, name: str) -> str:
        """The value of a header; empty if it is missing."""
        _before, _colon, rest = self.head.partition(f"\r\n{name}: ".encode())
        return rest.partition(b"\r\n")[0].decode("latin-1")


class Connection:
    """A connection of a browser with these cookies, from the address `local`."""

    def __init__(self, port: int, cookies: str, *, local: str = "127.0.0.1") -> None:
        self.port, self.cookies, self.local = port, cookies, local

    async def __aenter__(self) -> Connection:
        await self._open()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._writer.close()

    async def get(self, path: str, headers: str = "") -> Answer:
        """Request a path. The server may have closed an idle connection; then retry on a new one, as browsers do."""
        try:
            return await self._ask("GET", path, headers)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._writer.close()
            await self._open()
            return await self._ask("GET", path, headers)

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urlencode(fields)
        return await self._ask(
            "POST",
            path,
            f"X-CSRFToken: {CSRF}\r\nHX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n",
            body,
        )

    async def post_json(self, path: str, body: str) -> Answer:
        """Send JSON as the product's page does when it posts a comment."""
        origin = f"Origin: http://127.0.0.1:{self.port}\r\n"
        return await self._ask(
            "POST", path, f"{origin}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n", body
        )

    async def subscribe(self, path: str, rooms: list[str]) -> None:
        """Turn this connection into a socket that is subscribed to each of these rooms."""
        upgrade = (
            f"Origin: http://127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        )
        self._write("GET", path, upgrade)
        head = await self._reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise Refused(head[:40].decode())
        for room in rooms:
            text = json.dumps({"subscribe": room}).encode()
            self._writer.write(bytes([0x81, 0x80 | len(text)]) + bytes(4) + text)  # under 126 bytes; masked by zeros
        subscribed = 0
        while subscribed < len(rooms):
            frame = await self._frame()
            if b'"refused"' in frame:
                raise Refused(frame.decode())
            subscribed += frame.count(b'"subscribed"')

    async def _open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=1 << 20, local_addr=(self.local, 0)
        )

    async def _frame(self) -> bytes:
        head = await self._reader.readexactly(2)
        length = head[1] & 127
        if length >= 126:
            length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8))
        return await self._reader.readexactly(length)

    def _write(self, method: str, path: str, headers: str = "", body: str = "") -> None:
        cookies = f"Cookie: {self.cookies}\r\n" if self.cookies else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{cookies}{headers}\r\n{body}"
        self._writer.write(head.encode())

    async def _ask(self, method: str, path: str, headers: str = "", body: str = "") -> Answer:
        self._write(method, path, headers, body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        later = _number(head, b"retry-after")
        if b"\r\ncontent-length:" in head:
            return Answer(status, await self._reader.readexactly(_number(head, b"content-length")), later, head)
        if b"\r\ntransfer-encoding: chunked" in head:
            return Answer(status, await self._chunks(), later, head)
        return Answer(status, b"", later, head)

    async def _chunks(self) -> bytes:
        whole = b""
        while length := int(await self._reader.readuntil(b"\r\n"), 16):
            whole += await self._reader.readexactly(length)
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return whole


def _number(head: bytes, name: bytes) -> int:
    """The number in a header; 0 if it is missing."""
    _before, _colon, rest = head.partition(b"\r\n" + name + b":")
    return int(rest.partition(b"\r\n")[0] or 0)
