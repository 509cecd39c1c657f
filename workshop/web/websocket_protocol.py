"""uvicorn's websocket, which also takes frames as they go over the line.

One frame told to a thousand browsers is encoded once and written a thousand times; ASGI's `send` would encode it for each.
The class is no documented interface of uvicorn. So uvicorn is pinned, a test says that the extension is there, and without it
the hub uses `send`.

When the server stops it tells each browser how long to wait before it comes back, so that a thousand do not come at once.
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

KERNEL = 64 * 1024  # bytes that the kernel holds of what we wrote
RESTARTS = 1012
COME_BACK = 500, 5000  # milliseconds, from and to


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
        """As uvicorn does. It forgets the answer to an opening that cannot be read, and leaves its connection open."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_complete:
            self.handshake_complete = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:  # the application begins in the loop's next turn
            cast(dict, self.scope["extensions"])[EXTENSION] = self

    def pause_writing(self) -> None:
        super().pause_writing()
        self.on_full()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.on_drain()

    def shutdown(self) -> None:
        """The server stops: as uvicorn does, but the closing frame of an open socket carries the moment to come back."""
        if self.conn.state is not State.OPEN:
            super().shutdown()
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": RESTARTS})
        self.conn.send_close(RESTARTS, f"again {random.randint(*COME_BACK)}")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

    def write(self, frame: Frame) -> None:
        """Nothing once the socket closes."""
        if not (self.close_sent or self.transport.is_closing()):
            self.transport.write(frame.encoded)

    def abort(self) -> None:
        """End the connection at once; what waits is lost."""
        self.transport.abort()
