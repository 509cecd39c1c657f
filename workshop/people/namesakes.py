"""Two of one name in a session are told apart by a number: Ben, Ben (2). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from workshop.sessions.texts import visible


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


def is_as_stored(stored: str, typed: str) -> bool:
    """Whether somebody who typed this name is stored under that one: as it is, or told apart by a number."""
    return re.fullmatch(re.escape(_same(typed)) + r"(\(\d+\))?", _same(stored)) is not None


def _same(name: str) -> str:
    """Names that a room hears as one: whatever their case, width, spaces or characters that nobody sees."""
    return visible(unicodedata.normalize("NFKC", name).casefold())
