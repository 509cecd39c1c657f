"""Names of places in a document: `pillars[2].questions[4].choices[1].id`."""

from __future__ import annotations

import re

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
SHOWN = 40  # characters of a key; a key in a file may have a million


def inside(place: str, key: str | int) -> str:
    """The place of a member of the object or list at `place`, by its key or number."""
    if isinstance(key, int):
        return f"{place}[{key}]"
    if len(key) > SHOWN or not PLAIN.fullmatch(key):
        return f"{place}['{printable(key)}']"
    return f"{place}.{key}" if place else key


def around(place: str) -> str:
    """The place of the object or list that contains this one; empty for the document."""
    if place.endswith("']"):
        return place[: place.rindex("['")]
    return place[: max(place.rfind("."), place.rfind("["), 0)]


def printable(text: str, *, at_most: int = SHOWN) -> str:
    """A text from a file, safe to show in one line: shortened, with invisible characters, quotes and backslashes escaped."""
    shown = text if len(text) <= at_most else f"{text[: at_most - 1]}…"
    if shown.isprintable() and "'" not in shown and "\\" not in shown:
        return shown
    return "".join(
        letter if letter.isprintable() and letter not in "'\\" else f"\\u{ord(letter):04x}" for letter in shown
    )
