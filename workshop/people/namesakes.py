"""Two of one name in a session are told apart by a number: Ben, Ben (2). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from workshop.sessions.texts import visible


def is_taken(name: str, taken: Iterable[str]) -> bool:
    return _same(name) in map(_same, taken)


def told_apart(name: str, taken: Iterable[str]) -> str:
    """The name, followed by the lowest free number if it is taken."""
    others = set(map(_same, taken))
    apart, number = name, 1
    while _same(apart) in others:
        number += 1
        apart = f"{name} ({number})"
    return apart


def is_as_stored(stored: str, typed: str) -> bool:
    """Whether `stored` is the typed name, with or without a number from `told_apart`."""
    return re.fullmatch(re.escape(_same(typed)) + r"(\(\d+\))?", _same(stored)) is not None


def _same(name: str) -> str:
    """A key that is equal for names that differ only in case, width, spaces or invisible characters."""
    return visible(unicodedata.normalize("NFKC", name).casefold())
