"""Reads what a browser posts, strictly: whatever is not the one letter we know is refused, and none of it is repeated."""

from __future__ import annotations

import json
import re

LONGEST = 64 * 1024  # bytes
FIELDS = {"text", "hash", "pass"}
HASH = re.compile(r"[0-9a-f]{64}")


class Unreadable(Exception):
    pass


def read(body: bytes) -> dict[str, str]:
    """The three texts of a letter."""
    try:
        payload = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_nothing)
    except (ValueError, RecursionError):
        payload = None
    if (
        not isinstance(payload, dict)
        or set(payload) != FIELDS
        or not all(isinstance(value, str) for value in payload.values())
    ):
        raise Unreadable
    if not HASH.fullmatch(payload["hash"]):
        raise Unreadable
    return payload


def _object(pairs: list[tuple[str, object]]) -> dict:
    if len({name for name, _value in pairs}) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _nothing(constant: str) -> None:
    raise ValueError("no number")
