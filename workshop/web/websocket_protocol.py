"""uvicorn's websocket protocol, extended to write frames that are already encoded.

A frame for a thousand browsers is encoded once and written a thousand times; ASGI's `send` would encode it each time.
The class is not a documented interface of uvicorn, so uvicorn is pinned, a test checks that the extension is offered, and without
it the hub uses `send`.

When the server stops, it tells each browser how long to wait before it reconnects, so that they do not all return at once.
"""

from __future__ import annotations

import random
import socket
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from workshop.live.delivery import DRAINED, EXTENSION, FULL, nothing
from workshop.live.frames import Frame

KERNEL = 64 * 1024  # bytes in the kernel's send buffer
RESTARTS = 1012
RECONNECT_AFTER = 500, 5000  # milliseconds, from and to, within the browser's bounds (static/js/live/socket.js)


class RawFrames(WebSocketsSansIOProtocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_full: Callable[[], None] = nothing
        self.on_drain: Callable[[], None] = nothing

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=FULL, low=DRAINED)
        if line := transport.get_extra_info("socket"):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL)

    def data_received(self, data: bytes) -> None:
        """Answer a handshake that cannot be parsed and close its connection, which uvicorn does not do."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_complete:
            self.handshake_complete = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:  # before the application starts, in the loop's next turn
            cast(dict, self.scope["extensions"])[EXTENSION] = self

    def pause_writing(self) -> None:
        super().pause_writing()
        self.on_full()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.on_drain()

    def shutdown(self) -> None:
        """As uvicorn's, but the closing frame of an open socket says when to reconnect."""
        if self.conn.state is not State.OPEN:
            super().shutdown()
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": RESTARTS})
        self.conn.send_close(RESTARTS, f"again {random.randint(*RECONNECT_AFTER)}")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

    def write(self, frame: Frame) -> None:
        """Write a frame, unless the socket is closing."""
        if not (self.close_sent or self.transport.is_closing()):
            self.transport.write(frame.encoded)

    def abort(self) -> None:
        """End the connection at once and drop what has not been sent."""
        self.transport.abort()
