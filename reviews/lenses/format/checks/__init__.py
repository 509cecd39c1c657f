"""Checks a lens document against the format, in two profiles.

*Open* refuses files that cannot be used and warns of other problems. *Strict* refuses what the review tool refuses. This
package finds the problems; messages.py says which of them are errors in which profile.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from reviews.lenses.format import places, reading, schema
from reviews.lenses.format.checks.lens import LensCheck
from reviews.lenses.format.json_scanner import Lines
from reviews.lenses.format.messages import Message, MessageCollector, Profile, first_of, is_usable


@dataclass(frozen=True)
class CheckedFile:
    """A file that was read and checked. `document` is None if the file could not be read."""

    document: dict | None
    messages: tuple[Message, ...]

    @property
    def usable(self) -> bool:
        return is_usable(self.messages)


def read_and_check(data: bytes | str, profile: Profile = "open") -> CheckedFile:
    """Read and check a file. Its messages are in the file's order, with their lines."""
    read = reading.read(data, profile)
    collector = read.collector
    if read.document is not None:
        _check(read.document, collector, len(read.text))
    messages = _in_order(collector.kept, read) if collector.kept else []
    return CheckedFile(read.document, tuple(first_of(messages, collector.counts)))


def check(document: object, profile: Profile = "open") -> list[Message]:
    """The messages of a document without its file. Its length is that of its JSON without spaces between members."""
    collector = MessageCollector(profile)
    if isinstance(document, dict):
        _check(document, collector, len(json.dumps(document, ensure_ascii=False, separators=(",", ":"))))
    else:
        collector.add("not_an_object", "")
    return first_of(collector.kept, collector.counts)


def _check(document: dict, collector: MessageCollector, length: int) -> None:
    if length > schema.FILE:
        collector.add("file_too_long", "", length=length, limit=schema.FILE)
    LensCheck(collector).check(document)


def _in_order(found: list[Message], read: reading.Reading) -> list[Message]:
    """The messages by the position of their places. A missing member has the position of the object that lacks it."""
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
