"""Frames to browsers: each is encoded once, however many browsers it is sent to."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator

from workshop.live import limits

LONGEST = limits.FRAME_TO_BROWSERS


class Frame:
    """A JSON text. `encoded` holds the bytes of its websocket frame."""

    __slots__ = ("encoded", "payload")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.encoded = _head(len(payload)) + payload

    @property
    def text(self) -> str:
        return self.payload.decode()


def _head(length: int) -> bytes:
    """The header of one unmasked text frame with a payload of this length in bytes (RFC 6455, 5.2)."""
    if length < 126:
        return struct.pack("!BB", 0x81, length)
    if length < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, length)
    return struct.pack("!BBQ", 0x81, 127, length)


def encode(**frame) -> Frame:
    return Frame(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode())


def bundled(payloads: Iterable[bytes]) -> Iterator[Frame]:
    """Combine the payloads of one window into as few frames as their length allows. Several in one frame are a JSON array."""
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
