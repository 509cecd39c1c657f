"""What became of each comment, told to everyone in a form that only the browser of its writer recognizes (ADR 39).

A writer's browser knows the hash of its comment. Everyone is told a token made from that hash, the state, and the reason of a
refusal encrypted with that hash. So no browser has to ask about a comment, which would show who wrote it. `outcomes.js` reads them.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import Self

from reviews.comments.models import Comment

TOKEN_LENGTH = 24  # characters
STEP = 120  # bytes: the length of a reason is told no more exactly than this


@dataclass(frozen=True)
class Outcome:
    token: str
    state: str
    sealed_reason: str

    @classmethod
    def of(cls, comment: Comment) -> Self:
        return cls(token(comment.hash), comment.state, seal(comment.reason, comment.hash))


def token(digest: str) -> str:
    return sha256(f"outcome:{digest}".encode()).hexdigest()[:TOKEN_LENGTH]


def seal(reason: str, digest: str) -> str:
    """Encrypt a reason, as base64. A comment is declined once, so each key stream encrypts one text only."""
    text = reason.encode()
    padded = text.ljust(-(-len(text) // STEP) * STEP)
    return b64encode(bytes(one ^ other for one, other in zip(padded, _key_stream(digest), strict=False))).decode()


def _key_stream(digest: str):
    for block in count():
        yield from sha256(f"reason:{digest}:{block}".encode()).digest()
