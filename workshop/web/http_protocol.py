"""uvicorn's HTTP, which does not wait for ever: uvicorn itself knows a deadline for idle connections alone.

A request has to come within a time: its head within 10 s of its first byte, or of the connection, its body within 30 s of
its head. What is late is answered 408, and the connection is closed; one that never said anything is closed without a word,
since browsers open connections that they may need. So many connections may have sent no whole request; of more, the ones
that have waited longest are closed, but for those of the last second: a thousand pages that come at once connect first, and
ask a moment later. A head may have 64 KiB.

The class is no documented interface of uvicorn. So uvicorn is pinned, and tests say that each deadline holds.
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
    LONGEST_HEAD = 64 * 1024  # bytes, give or take what comes at once
    UNFINISHED = 512  # connections of a process without a whole request
    READ_WITHIN = 1.0  # seconds, in which more may come than that

    _unfinished: dict[
        Deadlines, float
    ] = {}  # since when, by the loop's time; the one that has waited longest comes first

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: TimerHandle | None = None
        self._in_head = False
        self._head = 0  # bytes that came of it

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
        if not self._in_head:  # one that was sent right behind another
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
        """Close the connection, with an answer if there is none on its way."""
        self._finish()
        if self.transport.is_closing():
            return
        has_no_answer = self._in_head or not self.cycle.response_started
        if self._in_head and self._is_answering:  # the answer would seem to be another's
            has_no_answer = False
        if status and has_no_answer:
            self._say(status)
            self.transport.close()
        elif status:
            self.transport.abort()  # who does not read either would never let it be closed
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
