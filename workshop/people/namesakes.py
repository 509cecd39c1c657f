"""Two of one name in a session are told apart by a number: Ben, Ben (2). Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def is_taken(name: str, taken: Iterable[str]) -> bool:
    return _same(name) in map(_same, taken)


def told_apart(name: str, taken: Iterable[str]) -> str:
    """The name as it is, or with the first number that nobody here has yet."""
    others = set(map(_same, taken))
    apart, number = name, 1
    while _same(apart) in others:
        number += 1
        apart = f"{name} ({number})"
    return apart


def _same(name: str) -> str:
    """Names that a room hears as one: whatever their case, width or spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
