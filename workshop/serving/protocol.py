"""uvicorn's websocket, which also takes frames as they go over the line.

One frame told to a thousand browsers is encoded once and written a thousand times; ASGI's `send` would encode it for each.
The class is no documented interface of uvicorn. So uvicorn is pinned, a test says that the extension is there, and without it
the hub uses `send`.
"""

from __future__ import annotations

import socket
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from workshop.live.wires import EXTENSION

HIGH, LOW = 64 * 1024, 16 * 1024  # bytes in our buffer at which a reader counts as slow, and as quick again
KERNEL = 64 * 1024


class RawFrames(WebSocketsSansIOProtocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_drain: Callable[[], None] = _nobody_waits

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH, low=LOW)
        if line := transport.get_extra_info("socket"):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL)

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:  # the application begins in the loop's next turn
            cast(dict, self.scope["extensions"])[EXTENSION] = self

    def resume_writing(self) -> None:
        super().resume_writing()
        self.on_drain()

    def write(self, frame: bytes) -> None:
        """A whole frame, encoded. Nothing once the socket closes."""
        if not (self.close_sent or self.transport.is_closing()):
            self.transport.write(frame)

    def buffered(self) -> int:
        """Bytes that wait in this process."""
        return self.transport.get_write_buffer_size()

    def abort(self) -> None:
        """End the connection at once; what waits is lost."""
        self.transport.abort()


def _nobody_waits() -> None:
    """Before a socket listens."""
