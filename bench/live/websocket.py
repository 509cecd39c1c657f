"""One socket of an open page, as a bare asyncio protocol: a thousand of them must use less CPU than the server."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from typing import Protocol, cast

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A


class Listener(Protocol):
    def opened(self, socket: WebSocket) -> None: ...

    def hear(self, frame: dict) -> None: ...

    def lost(self, why: str) -> None: ...


class WebSocket(asyncio.Protocol):
    """A listener's `lost` gets `why`: the status of a refused handshake, the code of a closed connection, or empty."""

    def __init__(self, listener: Listener, request: bytes) -> None:
        self._listener, self._request = listener, request
        self._rest = b""
        self._is_open = False
        self._why = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._rest = self._rest + data if self._rest else data
        if not self._is_open and not self._greeted():
            return
        at = 0
        while (frame := _frame(self._rest, at)) is not None:
            kind, begins, at = frame
            self._take(kind, self._rest[begins:at])
        self._rest = self._rest[at:]

    def connection_lost(self, _error: Exception | None) -> None:
        self._listener.lost(self._why)

    def send(self, frame: dict) -> None:
        self._send(TEXT, json.dumps(frame).encode())

    def close(self) -> None:
        self._transport.abort()

    def _greeted(self) -> bool:
        head, end, rest = self._rest.partition(b"\r\n\r\n")
        if not end:
            return False
        status = head.split(b" ", 2)[1].decode()
        if status != "101":
            self._why = status
            self._transport.close()
            return False
        self._is_open, self._rest = True, rest
        self._listener.opened(self)
        return True

    def _take(self, kind: int, content: bytes) -> None:
        if kind == TEXT:
            for frame in decoded(content):
                self._listener.hear(frame)
        elif kind == PING:
            self._send(PONG, content)
        elif kind == CLOSE:
            self._why = str(int.from_bytes(content[:2]))
            self._transport.close()

    def _send(self, kind: int, content: bytes) -> None:
        """Masked by zeros: a client must mask, and the mask changes nothing that is measured."""
        length = len(content)
        head = bytes([kind, 0x80 | length]) if length < 126 else bytes([kind, 0x80 | 126]) + length.to_bytes(2)
        self._transport.write(head + bytes(4) + content)


@lru_cache(maxsize=256)
def decoded(content: bytes) -> list[dict]:
    """Cached, since a thousand pages receive the same bytes."""
    several = json.loads(content)
    return several if isinstance(several, list) else [several]


def _frame(data: bytes, at: int) -> tuple[int, int, int] | None:
    """The first byte of the frame at `at`, and the start and end of its content; None if the frame is not complete."""
    if len(data) < at + 2:
        return None
    begins, length = at + 2, data[at + 1]
    if length > 125:
        more = 2 if length == 126 else 8
        if len(data) < begins + more:
            return None
        length = int.from_bytes(data[begins : begins + more])
        begins += more
    return (data[at], begins, begins + length) if len(data) >= begins + length else None
