"""uvicorn's HTTP protocol with deadlines for requests: uvicorn itself has one for idle connections only.

The head of a request must arrive within 10 s of its first byte or of the connection, the body within 30 s of the head. A late
request is answered 408 and its connection closed. A connection on which nothing arrived is closed without an answer, since browsers
open connections in advance. The number of connections without a complete request is limited: beyond it, those that have
waited longest are closed, except those of the last second, since a thousand pages that arrive at once connect first and send
their requests a moment later. A head may have 64 KiB.

The class is not a documented interface of uvicorn, so uvicorn is pinned and tests check each deadline.
"""

from __future__ import annotations

from asyncio import TimerHandle
from asyncio.transports import BaseTransport
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

SENTENCES = {
    408: b"The request did not come whole in time. Send it again.\n",
    431: b"The head of the request is too long. Send fewer or shorter cookies.\n",
}


class Deadlines(HttpToolsProtocol):
    HEAD_WITHIN = 10.0  # seconds
    BODY_WITHIN = 30.0
    LONGEST_HEAD = 64 * 1024  # bytes; it is checked after each read
    UNFINISHED = 512  # connections of a process without a complete request
    READ_WITHIN = 1.0  # seconds for which a new connection is never closed

    # Since when each has waited, by the loop's time, the longest first.
    _unfinished: dict[Deadlines, float] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: TimerHandle | None = None
        self._in_head = False
        self._head = 0  # bytes received of it

    def connection_made(self, transport: BaseTransport) -> None:  # type: ignore[override]
        super().connection_made(cast(Any, transport))
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._timer is None and not self._is_answering:
            self._begin_head()
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > self.LONGEST_HEAD:
                self._give_up(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._in_head:  # a request that follows another without a pause
            self._begin_head()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._wait(self.BODY_WITHIN)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._finish()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._finish()
        super().handle_websocket_upgrade()

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _begin_head(self) -> None:
        self._in_head, self._head = True, 0
        self._wait(self.HEAD_WITHIN)
        while len(self._unfinished) > self.UNFINISHED:
            oldest, since = next(iter(self._unfinished.items()))
            if self.loop.time() - since < self.READ_WITHIN:
                break
            oldest._too_late()

    def _wait(self, seconds: float) -> None:
        self._finish()
        self._unfinished[self] = self.loop.time()
        self._timer = self.loop.call_later(seconds, self._too_late)

    def _finish(self) -> None:
        self._unfinished.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        self._give_up(0 if self._in_head and not self._head else 408)

    def _give_up(self, status: int) -> None:
        """Close the connection, with an answer unless one has been started."""
        self._finish()
        if self.transport.is_closing():
            return
        has_no_answer = self._in_head or not self.cycle.response_started
        if self._in_head and self._is_answering:  # the answer would be taken for that of the request before
            has_no_answer = False
        if status and has_no_answer:
            self._say(status)
            self.transport.close()
        elif status:
            self.transport.abort()  # a client that does not read would keep the connection open
        else:
            self.transport.close()
        if self._is_answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _say(self, status: int) -> None:
        sentence = SENTENCES[status]
        head = [
            STATUS_LINE[status],
            b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\n",
            b"content-length: %d\r\n\r\n" % len(sentence),
        ]
        self.transport.write(b"".join([*head, sentence]))
