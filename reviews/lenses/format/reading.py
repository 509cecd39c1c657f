"""From a stranger's bytes to a plain document, with messages for what is wrong. Never raises, whatever comes."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from reviews.lenses.format import places
from reviews.lenses.format.json_scanner import Lines, Scanner, Unreadable
from reviews.lenses.format.messages import Message, Pile, Profile

LARGEST = 1_000_000  # bytes; the largest published lens has 400,000
LONGEST_ID = 128


@dataclass(frozen=True)
class Reading:
    """A file as it was read; `document` is None where it cannot be. `text` is what stands in the file, without its mark."""

    document: dict | None
    pile: Pile
    text: str = ""

    @property
    def messages(self) -> list[Message]:
        return self.pile.kept

    def offsets(self, wanted: Container[str]) -> dict[str, int]:
        """Where the values at these places begin in the text."""
        scanner = Scanner(self.text, wanted=wanted)
        if self.document is not None:
            scanner.scan()
        return scanner.offsets


def read(data: bytes | str, profile: Profile = "open") -> Reading:
    """Read a lens file, or its pasted text.

    What is no number (NaN) or too large a one is left out, as if the key were missing. A question's id that an earlier
    question has gets the first free of `_2`, `_3`, … . Nothing else is changed.
    """
    pile = Pile(profile)
    try:
        text = _decoded(data)
    except Unreadable as reason:
        pile.add(reason.code, "", **reason.params)
        return Reading(None, pile)
    scanner, lines = Scanner(text, pile.add), Lines(text)
    try:
        document = scanner.scan()
    except Unreadable as reason:
        line, column = lines.line(reason.offset), lines.column(reason.offset)
        if text.strip():
            pile.add(reason.code, reason.place, line=line, column=column, **reason.params)
        else:
            pile.add("empty", "")
        return Reading(None, pile, text)
    if not isinstance(document, dict):
        pile.add("not_an_object", "", line=1)
        return Reading(None, pile, text)
    for place, was, became in _renamed(document):
        pile.add("question_id_renamed", place, was=was, became=became)
    return Reading(document, pile, text)


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
    """Give later questions of one id ids of their own; says place, old and new id of each."""
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
    """The id with this number, within the length of an id if it was."""
    ending = f"_{number}"
    return (key if len(key) > LONGEST_ID else key[: LONGEST_ID - len(ending)]) + ending


def _questions(document: dict) -> Iterator[tuple[str, dict[str, Any]]]:
    """The questions that have an id, with the id's place; whatever else the document is."""
    for number, pillar in enumerate(_list(document, "pillars")):
        for second, question in enumerate(_list(pillar, "questions")):
            if isinstance(question, dict) and isinstance(question.get("id"), str):
                yield f"pillars[{number}].questions[{second}].id", question


def _list(found: object, key: str) -> list:
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, list) else []
