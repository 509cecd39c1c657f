"""Reads untrusted bytes into a document, with messages about problems. Never raises, whatever the bytes are."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from reviews.lenses.format import places
from reviews.lenses.format.json_scanner import Lines, Scanner, Unreadable
from reviews.lenses.format.messages import Message, MessageCollector, Profile

LARGEST = 1_000_000  # bytes; the largest published lens has 400,000
LONGEST_ID = 128
ENVELOPE = "LensJSON"
# Finds where a scanned value ends. Its numbers are not converted, since Python refuses to convert very long ones.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)


@dataclass(frozen=True)
class Reading:
    """A file that was read. `document` is None if it cannot be read; `text` is its content without the byte order mark."""

    document: dict | None
    collector: MessageCollector
    text: str = ""

    @property
    def messages(self) -> list[Message]:
        return self.collector.kept

    def offsets(self, wanted: Container[str]) -> dict[str, int]:
        """The positions in the text at which the values at these places begin."""
        scanner = Scanner(self.text, wanted=wanted)
        if self.document is not None:
            scanner.scan()
        return scanner.offsets


def read(data: bytes | str, profile: Profile = "open") -> Reading:
    """Read a lens file, or its pasted text. A lens within `{"LensJSON": …}`, as a text or an object, is unwrapped.

    NaN, infinite and too large numbers are left out, as if the key were missing. A question id that an earlier question
    has gets the first free suffix of `_2`, `_3`, … . Nothing else is changed.
    """
    found = read_object(data, profile)
    document, text, collector = found.document, found.text, found.collector
    while (wrapped := _wrapped(document, text)) is not None:
        collector = MessageCollector(profile)  # the places so far are those of the envelope
        collector.add("unwrapped", "", key=ENVELOPE)
        text = wrapped.removeprefix("\ufeff")
        document = _scanned(text, collector)
    if document is None:
        return Reading(None, collector, text)
    for place, was, became in _renamed(document):
        collector.add("question_id_renamed", place, was=was, became=became)
    return Reading(document, collector, text)


def read_object(data: bytes | str, profile: Profile = "open") -> Reading:
    """Read any file with one JSON object. Numbers that cannot be stored are left out, as in `read`."""
    collector = MessageCollector(profile)
    try:
        text = _decoded(data)
    except Unreadable as reason:
        collector.add(reason.code, "", **reason.params)
        return Reading(None, collector)
    return Reading(_scanned(text, collector), collector, text)


def _scanned(text: str, collector: MessageCollector) -> dict | None:
    """The object in the text. None if there is none, with the reason as a message."""
    scanner, lines = Scanner(text, collector.add), Lines(text)
    try:
        document = scanner.scan()
    except Unreadable as reason:
        line, column = lines.line(reason.offset), lines.column(reason.offset)
        if text.strip():
            collector.add(reason.code, reason.place, line=line, column=column, **reason.params)
        else:
            collector.add("empty", "")
        return None
    if not isinstance(document, dict):
        collector.add("not_an_object", "", line=1)
        return None
    return document


def _wrapped(document: dict | None, text: str) -> str | None:
    """The text of the lens, if the document is what the review tool's command line exports, or what a script makes of that."""
    wrapped = None if document is None or "pillars" in document else document.get(ENVELOPE)
    if isinstance(wrapped, dict):
        scanner = Scanner(text, wanted={ENVELOPE})
        scanner.scan()
        begin = scanner.offsets[ENVELOPE]
        return text[begin : _DECODER.raw_decode(text, begin)[1]]
    return wrapped if isinstance(wrapped, str) else None


def _decoded(data: bytes | str) -> str:
    if len(data) > LARGEST or (isinstance(data, str) and len(data.encode(errors="surrogatepass")) > LARGEST):
        raise Unreadable("too_large", 0, "", limit=LARGEST)
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("encoding", 0, "", line=line, byte=f"{data[error.start]:02X}") from None


def _renamed(document: dict) -> Iterator[tuple[str, str, str]]:
    """Give questions with a repeated id an id of their own. Yields the place, the old and the new id of each."""
    questions = list(_questions(document))
    taken = {question["id"] for _place, question in questions}
    seen: set[str] = set()
    next_number: dict[str, int] = {}
    for place, question in questions:
        was = question["id"]
        if was not in seen:
            seen.add(was)
            continue
        number = next_number.get(was, 2)
        while (became := _numbered(was, number)) in taken:
            number += 1
        next_number[was] = number + 1
        question["id"] = became
        taken.add(became)
        yield place, places.printable(was), places.printable(became)


def _numbered(key: str, number: int) -> str:
    """The id with this number as a suffix, cut to the allowed length unless it was longer before."""
    ending = f"_{number}"
    return (key if len(key) > LONGEST_ID else key[: LONGEST_ID - len(ending)]) + ending


def _questions(document: dict) -> Iterator[tuple[str, dict[str, Any]]]:
    """The questions that have an id, with the id's place, in a document of any shape."""
    for number, pillar in enumerate(_list(document, "pillars")):
        for second, question in enumerate(_list(pillar, "questions")):
            if isinstance(question, dict) and isinstance(question.get("id"), str):
                yield f"pillars[{number}].questions[{second}].id", question


def _list(found: object, key: str) -> list:
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, list) else []
