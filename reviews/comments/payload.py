"""Parses what a browser posts as a comment. Any other content is refused, and no part of it is repeated in the error."""

from __future__ import annotations

import json
import re

MAX_BYTES = 64 * 1024
FIELDS = {"text", "hash", "pass"}
HASH = re.compile(r"[0-9a-f]{64}")


class InvalidPayload(Exception):
    pass


def parse(body: bytes) -> dict[str, str]:
    """The values of FIELDS. Raises InvalidPayload for anything but a JSON object with exactly these three strings."""
    try:
        payload = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        payload = None
    if (
        not isinstance(payload, dict)
        or set(payload) != FIELDS
        or not all(isinstance(value, str) for value in payload.values())
    ):
        raise InvalidPayload
    if not HASH.fullmatch(payload["hash"]):
        raise InvalidPayload
    return payload


def _object(pairs: list[tuple[str, object]]) -> dict:
    if len({name for name, _value in pairs}) < len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def _refuse_constant(_constant: str) -> None:
    """Python's json accepts NaN and Infinity, which are not JSON."""
    raise ValueError("not a number in JSON")
