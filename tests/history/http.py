"""One person's HTTP: a keep-alive connection like a browser's, over raw streams.

A library would need too much CPU for two hundred of these, and could hide faults.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

CSRF = "0123456789abcdefghijklmnopqrstuv"


class Lost(Exception):
    """No complete answer came. The request may have been executed or not."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


class Browser:
    def __init__(self, port: int, cookies: str = "", language: str = "en") -> None:
        self.port, self.cookies, self.language = port, cookies, language
        self._turn = asyncio.Lock()
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, within: float = 8.0) -> Answer:
        return await self._ask("GET", path, "", b"", within)

    async def post(self, path: str, fields: dict[str, str], *, within: float = 8.0) -> Answer:
        signed = f"X-CSRFToken: {CSRF}\r\nHX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        return await self._ask("POST", path, signed, urlencode(fields).encode(), within)

    async def send_json(self, path: str, body: bytes, *, within: float = 8.0) -> Answer:
        return await self._ask("POST", path, "Content-Type: application/json\r\n", body, within)

    def close(self) -> None:
        if self._line:
            self._line[1].close()
            self._line = None

    async def _ask(self, method: str, path: str, headers: str, body: bytes, within: float) -> Answer:
        async with self._turn:
            try:
                async with asyncio.timeout(within):
                    return await self._answered(self._request(method, path, headers, body))
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
                self.close()
                raise Lost(type(error).__name__) from None
            except BaseException:
                self.close()  # half an answer may wait there
                raise

    def _request(self, method: str, path: str, headers: str, body: bytes) -> bytes:
        here = f"127.0.0.1:{self.port}"
        about_me = f"Cookie: {self.cookies}; csrftoken={CSRF}\r\n" if self.cookies else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\n{about_me}"
            f"Accept-Language: {self.language}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def _answered(self, request: bytes) -> Answer:
        if self._line is None or self._line[0].at_eof() or self._line[1].is_closing():
            self.close()
            self._line = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        reader, writer = self._line
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in head[1:-2])}
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            while length := int(await reader.readuntil(b"\r\n"), 16):
                body += await reader.readexactly(length)
                await reader.readexactly(2)
            await reader.readexactly(2)
        elif "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(head[0].split(" ")[1]), headers, body.decode())
