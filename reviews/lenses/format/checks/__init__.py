"""Checks a lens document against the format, in two profiles.

*Open* refuses what cannot be used, and warns of the rest. *Strict* refuses what the review tool refuses. Which message is
which stands in messages.py; here stands when it is said.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from reviews.lenses.format import places, reading, schema
from reviews.lenses.format.checks.lens import LensCheck
from reviews.lenses.format.json_scanner import Lines
from reviews.lenses.format.messages import Message, Pile, Profile, first_of, is_usable


@dataclass(frozen=True)
class Looked:
    """A file that was read and checked. `document` is None where it could not even be read."""

    document: dict | None
    messages: tuple[Message, ...]

    @property
    def usable(self) -> bool:
        return is_usable(self.messages)


def look_over(data: bytes | str, profile: Profile = "open") -> Looked:
    """Read and check a file: its messages in the file's order, with their lines."""
    read = reading.read(data, profile)
    pile = read.pile
    if read.document is not None:
        _check(read.document, pile, len(read.text))
    messages = _in_order(pile.kept, read) if pile.kept else []
    return Looked(read.document, tuple(first_of(messages, pile.counts)))


def check(document: object, profile: Profile = "open") -> list[Message]:
    """The messages of a document, as it reads. For its length it counts as written without spaces between its members."""
    pile = Pile(profile)
    if isinstance(document, dict):
        _check(document, pile, len(json.dumps(document, ensure_ascii=False, separators=(",", ":"))))
    else:
        pile.add("not_an_object", "")
    return first_of(pile.kept, pile.counts)


def _check(document: dict, pile: Pile, length: int) -> None:
    if length > schema.FILE:
        pile.add("file_too_long", "", length=length, limit=schema.FILE)
    LensCheck(pile).check(document)


def _in_order(found: list[Message], read: reading.Reading) -> list[Message]:
    """By where their places begin in the text; what is missing stands where the object begins that lacks it."""
    wanted = {""}
    for each in found:
        place = each.place
        while place not in wanted:
            wanted.add(place)
            place = places.around(place)
    offsets = read.offsets(wanted)

    def offset(each: Message) -> int:
        place = each.place
        while place not in offsets and place:
            place = places.around(place)
        return offsets.get(place, 0)

    lines = Lines(read.text)
    return [
        each if each.line or not each.place else replace(each, line=lines.line(offset(each)))
        for each in sorted(found, key=offset)
    ]
