"""A frame on its way to browsers: encoded once, however many it goes to."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator

from workshop.live import limits

LONGEST = limits.FRAME_TO_BROWSERS


class Frame:
    """A JSON text, and `encoded`, the bytes by which a websocket carries it."""

    __slots__ = ("encoded", "payload")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.encoded = _head(len(payload)) + payload

    @property
    def text(self) -> str:
        return self.payload.decode()


def _head(length: int) -> bytes:
    """What stands before so many bytes on the line, in one unmasked text frame (RFC 6455, 5.2)."""
    if length < 126:
        return struct.pack("!BB", 0x81, length)
    if length < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, length)
    return struct.pack("!BBQ", 0x81, 127, length)


def encode(**frame) -> Frame:
    return Frame(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode())


def bundled(payloads: Iterable[bytes]) -> Iterator[Frame]:
    """What a busy room was told within one window, in as few frames as their length allows: a JSON array each."""
    bundle: list[bytes] = []
    length = 0
    for payload in payloads:
        if bundle and length + len(payload) + 1 > LONGEST - 2:
            yield _joined(bundle)
            bundle, length = [], 0
        bundle.append(payload)
        length += len(payload) + 1
    if bundle:
        yield _joined(bundle)


def _joined(payloads: list[bytes]) -> Frame:
    return Frame(payloads[0] if len(payloads) == 1 else b"[" + b",".join(payloads) + b"]")
