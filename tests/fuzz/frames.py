"""Hostile sockets: openings and frames, as bytes, that a browser would never send."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from random import Random

from tests.fuzz.asks import Someone, hostile, mutated

TEXT, BINARY, CLOSE, PING = 0x1, 0x2, 0x8, 0x9
CONTINUED = 0x0
DEEP = 200_000
OPENINGS = (
    "Sec-WebSocket-Version: 12",
    "Sec-WebSocket-Key: short",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99; \xff",
    "Sec-WebSocket-Protocol: " + "a, " * 2000,
    "Cookie: seats=\xff; sessionid=\x80",
    "Cookie: " + "x" * 20_000,
    "Origin: http://[",
    "Origin: http://elsewhere.example",
    "Connection: close",
)
WORDS = (
    b'{"subscribe": NaN}',
    b'{"subscribe": Infinity, "seen": -Infinity}',
    b'{"subscribe": "\\ud800", "seen": 0}',
    b'{"subscribe": "\\u0000"}',
    b'{"subscribe": {"a": [1]}, "unsubscribe": null}',
    b'{"unsubscribe": []}',
    b'{"unsubscribe": "\xff"}',
    b'{"subscribe": 1e999, "seen": 1e999}',
    b'{"subscribe": ' + b"9" * 5000 + b"}",
    b'{"seen": ' + b"-" * 5000 + b"1}",
    b"[" * 30_000,
    b'{"a":' * 5_000,
    b"[1, 2, 3]",
    b"null",
    b'"text"',
    b"",
    b"\x00",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"{}",
    b'{"unknown": true}',
)


def frame(payload: bytes, kind: int = TEXT, *, final: bool = True, masked: bool = True, bits: int = 0) -> bytes:
    head = bytes([(0x80 if final else 0) | bits | kind])
    mask = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([mask | len(payload)])
    elif len(payload) < 1 << 16:
        head += bytes([mask | 126]) + struct.pack("!H", len(payload))
    else:
        head += bytes([mask | 127]) + struct.pack("!Q", len(payload))
    return head + (bytes(4) if masked else b"") + payload  # masked by zeros


class Sockets:
    """An endless sequence of sockets: an opening request, and the frames to send once it is answered."""

    def __init__(self, chance: Random, who: list[Someone], rooms: list[str]) -> None:
        self.chance, self.who, self.rooms = chance, who, rooms
        self.kinds: tuple[Callable[[], bytes], ...] = (
            *(self.words,) * 3,
            *(self.memberships,) * 3,
            self.deep,
            self.huge,
            self.continued,
            self.unmasked,
            self.half,
            self.lies,
            self.reserved,
            self.control,
            self.closing,
            self.noise,
        )

    def __iter__(self) -> Iterator[tuple[str, bytes, bytes]]:
        while True:
            kind = self.chance.choice(self.kinds)
            frames = kind()
            if self.chance.random() < 0.15:
                frames = mutated(self.chance, frames)
            yield kind.__name__, self.opening(), frames

    def opening(self) -> bytes:
        who = self.chance.choice(self.who)
        here = f"127.0.0.1:{who.port}"
        odd = self.chance.choice(OPENINGS) if self.chance.random() < 0.15 else ""
        name = odd.partition(":")[0]
        usual = {
            "Host": here,
            "Origin": f"http://{here}",
            "Cookie": who.cookies,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        language = self.chance.choice(("en", "ja", "%ff", "\u0080", "x" * 3000, "en&language=%00"))
        lines = [f"GET /live/?language={language} HTTP/1.1"]
        lines += [f"{header}: {value}" for header, value in usual.items() if header != name]
        return "\r\n".join([*lines, *([odd] if odd else [])]).encode("latin-1", "replace") + b"\r\n\r\n"

    def words(self) -> bytes:
        return b"".join(frame(self.chance.choice((*WORDS, hostile(self.chance)))) for _frame in range(3))

    def memberships(self) -> bytes:
        """Subscribe to and unsubscribe from rooms that exist or not, at any version."""
        said = [
            {
                self.chance.choice(("subscribe", "unsubscribe")): self.chance.choice(self.rooms),
                "seen": self.chance.choice((-1, 0, 2**63, 1.5, None, "x", [], True)),
                **({"by": self.chance.choice(("x", "a.b", None, "9" * 150, {}))} if self.chance.random() < 0.3 else {}),
            }
            for _membership in range(self.chance.choice((1, 5, 30)))
        ]
        return b"".join(frame(json.dumps(one).encode()) for one in said)

    def deep(self) -> bytes:
        """Nesting up to the maximum length of a frame, and beyond it."""
        return frame(b"[" * self.chance.choice((1_000, 32_000, 65_000, DEEP)))

    def huge(self) -> bytes:
        return frame(b'{"subscribe": "' + b"a" * self.chance.choice((33_000, 65_536, 300_000)) + b'"}')

    def continued(self) -> bytes:
        """Fragmented messages: empty fragments, a new message inside another one, too much in small fragments, no end."""
        begun, piece = frame(b'{"subscribe": ', final=False), frame(b"1", CONTINUED, final=False)
        end = frame(b"}", CONTINUED)
        return self.chance.choice((begun + piece + end, end, begun + begun, begun + piece * 4000, piece, begun))

    def unmasked(self) -> bytes:
        return frame(b'{"subscribe": "x"}', masked=False)

    def half(self) -> bytes:
        whole = frame(b'{"subscribe": "' + b"x" * 300 + b'"}')
        return whole[: self.chance.randrange(1, len(whole))]

    def lies(self) -> bytes:
        """Lengths that do not fit the frame, and lengths encoded in more bytes than necessary."""
        length = self.chance.choice((2**63, 2**64 - 1, 2**32, 5))
        return bytes([0x81, 0xFF]) + struct.pack("!Q", length) + bytes(4) + b"hello"

    def reserved(self) -> bytes:
        return frame(
            b"x", self.chance.choice((0x3, 0x7, 0xB, 0xF, TEXT)), bits=self.chance.choice((0, 0x10, 0x40, 0x70))
        )

    def control(self) -> bytes:
        """Hundreds of pings, pings that are too long or fragmented, and binary frames between them."""
        return self.chance.choice(
            (
                frame(b"p", PING) * 500,
                frame(b"p" * 126, PING),
                frame(b"p", PING, final=False),
                frame(b"\x00\xff" * 40, BINARY),
                frame(b"pong nobody asked for", 0xA),
            )
        )

    def closing(self) -> bytes:
        codes = (b"", b"\x03", b"\x00\x00", b"\x03\xed", b"\xff\xff", b"\x03\xe8\xff\xff", b"\x03\xe8" + b"a" * 123)
        return frame(self.chance.choice(codes), CLOSE) + frame(b'{"subscribe": "after the end"}')

    def noise(self) -> bytes:
        return self.chance.randbytes(self.chance.choice((1, 50, 3000)))
