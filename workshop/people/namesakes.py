"""Two of one name in a session are told apart by a number: Ben, Ben (2). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workshop.people.comparison import name_key


def is_taken(name: str, taken: Iterable[str]) -> bool:
    return name_key(name) in map(name_key, taken)


def told_apart(name: str, taken: Iterable[str]) -> str:
    """The name, followed by the lowest free number if it is taken."""
    others = set(map(name_key, taken))
    apart, number = name, 1
    while name_key(apart) in others:
        number += 1
        apart = f"{name} ({number})"
    return apart


def is_numbered(stored: str, typed: str) -> bool:
    """Whether `stored` is the typed name with a number from `told_apart`."""
    return name_key(stored) != name_key(typed) and is_as_stored(stored, typed)


def without_number(stored: str) -> str:
    """The name without its number from `told_apart`; empty if it has none."""
    found = re.fullmatch(r"(.+) \(\d+\)", stored)
    return found[1] if found else ""


def is_as_stored(stored: str, typed: str) -> bool:
    """Whether `stored` is the typed name, with or without a number from `told_apart`."""
    return re.fullmatch(re.escape(name_key(typed)) + r"(\(\d+\))?", name_key(stored)) is not None
