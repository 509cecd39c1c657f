"""Reads untrusted JSON in one pass, without recursion, with the place and line of each irregularity.

The standard library's parser reports no place for a NaN or a repeated key, and does not limit depth or number of values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container
from typing import Any

from reviews.lenses.format import places

DEEPEST = 32  # a lens needs 11
MOST_VALUES = 50_000  # values and keys; the largest published lens has about 8,000
LONGEST_NUMBER = 40  # characters

SPACES = frozenset(" \t\n\r")
SPACE = re.compile(r"[ \t\n\r]*+")
TEXT = re.compile(r'"((?:[^"\\\x00-\x08\x0a-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+)')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?+([eE][+-]?[0-9]++)?+(?![A-Za-z0-9_.])")
WORD = re.compile(r"-?[A-Za-z_][A-Za-z0-9_]*+")
SURROGATE = re.compile(r"[\ud800-\udfff]")
WORDS = {"true": True, "false": False, "null": None}
NOT_NUMBERS = {"NaN", "Infinity", "-Infinity"}

_MISSING: Any = object()


def _nothing(*_of: object, **_odd: object) -> None:
    pass


class Unreadable(ValueError):
    """The text is not JSON, or exceeds the limits of a lens. `code` is one of those in messages.py."""

    def __init__(self, code: str, offset: int, place: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.offset, self.place = code, offset, place
        self.params: dict[str, Any] = params


class Lines:
    """Lines and columns, from 1, of offsets in a text. Fast if the offsets are asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = "\n" if "\n" in text else "\r"
        self._line, self._offset = 1, 0

    def line(self, offset: int) -> int:
        if offset < self._offset:
            self._line, self._offset = 1, 0
        self._line += self._text.count(self._end, self._offset, offset)
        self._offset = offset
        return self._line

    def column(self, offset: int) -> int:
        return offset - self._text.rfind(self._end, 0, offset)


class Scanner:
    """One pass over a text.

    `report` is called with code, place, line and parameters for each irregularity that does not stop the scan: a value that
    is left out (`not_a_number`, `number_too_large`) or used (`tab`; `key_repeated`, of which the last counts). After `scan`,
    `offsets` contains the positions of the values at the `wanted` places.
    """

    def __init__(self, text: str, report: Callable[..., None] = _nothing, *, wanted: Container[str] = ()) -> None:
        self.text = text
        self.wanted = wanted
        self.offsets: dict[str, int] = {}
        self._report = report
        self._lines = Lines(text)
        self._at = 0
        self._values = 0

    def scan(self) -> Any:
        """The document. Raises Unreadable."""
        stack: list[tuple[Any, str]] = []  # the open lists and objects around it, with their places
        held: Any = None  # the innermost open list or object; `place` is its place
        place = ""
        root: Any = _MISSING
        while True:
            # Read one value, or the beginning of a list or object.
            key: str | int = ""
            if isinstance(held, dict):
                key = self._key(held, place)
            elif isinstance(held, list):
                key = len(held)
            here = places.inside(place, key) if held is not None else ""
            value = self._value(here)
            if value is _MISSING:
                if isinstance(held, list):
                    held.append(None)  # so that the numbers of its neighbors stay the same
                elif held is not None:
                    held.pop(key, None)
            elif held is None:
                root = value
            elif isinstance(held, list):
                held.append(value)
            else:
                held[key] = value
            if isinstance(value, dict | list):
                if len(stack) + 1 > DEEPEST:
                    raise Unreadable("too_deep", self._at - 1, here, limit=DEEPEST)
                stack.append((held, place))
                held, place = value, here
                if not self._ends(held):
                    continue
                held, place = stack.pop()
            # A value is complete. Close the lists and objects that end here.
            while held is not None and self._closes(held, place):
                held, place = stack.pop()
            if held is None:
                break
        self._skip()
        if self._at < len(self.text):
            raise Unreadable("json_after_end", self._at, "")
        return None if root is _MISSING else root

    def _skip(self) -> str:
        """Move to the next character that is not a space, and return it; empty at the end."""
        letter = self.text[self._at : self._at + 1]
        if letter in SPACES:
            self._at = SPACE.match(self.text, self._at).end()  # type: ignore[union-attr]
            letter = self.text[self._at : self._at + 1]
        return letter

    def _ends(self, held: dict | list) -> bool:
        """Whether the list or object that has just been opened is empty."""
        if self._skip() == ("}" if isinstance(held, dict) else "]"):
            self._at += 1
            return True
        return False

    def _closes(self, held: dict | list, place: str) -> bool:
        """Whether the list or object ends here. If not, a comma has been read, and another member follows."""
        letter = self._skip()
        close = "}" if isinstance(held, dict) else "]"
        if letter == close:
            self._at += 1
            return True
        if letter != ",":
            raise self._unexpected("json_comma_missing", place, close=close)
        comma = self._at
        self._at += 1
        if self._skip() == close:
            raise Unreadable("json_comma_extra", comma, place)
        return False

    def _key(self, held: dict, place: str) -> str:
        if self._skip() != '"':
            raise self._unexpected("json_key", place)
        begin = self._at
        key = self._text(place)
        if key in held:
            self._odd("key_repeated", places.inside(place, key), begin, key=places.printable(key))
        if self._skip() != ":":
            raise self._unexpected("json_colon_missing", place, key=places.printable(key))
        self._at += 1
        return key

    def _value(self, place: str) -> Any:
        """A text, a number, a word, or an empty list or object whose members follow."""
        letter = self._skip()
        self._count(place)
        if self.wanted and place in self.wanted:
            self.offsets[place] = self._at
        if letter == '"':
            return self._text(place, counted=True)
        if letter == "{" or letter == "[":
            self._at += 1
            return {} if letter == "{" else []
        if found := NUMBER.match(self.text, self._at):
            return self._number(found, place)
        found = WORD.match(self.text, self._at)
        if found and (found[0] in WORDS or found[0] in NOT_NUMBERS):
            self._at = found.end()
            if found[0] in WORDS:
                return WORDS[found[0]]
            self._odd("not_a_number", place, found.start(), word=found[0])
            return _MISSING
        if found:
            raise Unreadable("json_word", self._at, place, word=places.printable(found[0]))
        raise self._unexpected("json_value", place)

    def _number(self, found: re.Match[str], place: str) -> Any:
        self._at = found.end()
        if found.end() - found.start() <= LONGEST_NUMBER:
            if found[1] is None and found[2] is None:
                return int(found[0])
            if abs(number := float(found[0])) != float("inf"):
                return number
        shown = places.printable(found[0][: places.SHOWN + 1])
        self._odd("number_too_large", place, found.start(), number=shown)
        return _MISSING

    def _text(self, place: str, *, counted: bool = False) -> str:
        if not counted:
            self._count(place)
        begin = self._at
        found: re.Match[str] = TEXT.match(self.text, begin)  # type: ignore[assignment]
        end = found.end()
        if self.text[end : end + 1] != '"':
            raise self._broken_text(begin, end, place)
        self._at = end + 1
        text = found[1]
        if "\\" in text:
            text = json.loads(self.text[begin : end + 1], strict=False)
        if "\t" in found[1]:
            self._odd("tab", place, begin)
        if (bad := SURROGATE.search(text)) is not None:
            raise Unreadable("surrogate", begin, place, letter=f"\\u{ord(bad[0]):04x}")
        if "\x00" in text:
            raise Unreadable("nul", begin, place)
        return text

    def _odd(self, code: str, place: str, offset: int, **params: object) -> None:
        self._report(code, place, line=self._lines.line(offset), **params)

    def _broken_text(self, begin: int, end: int, place: str) -> Unreadable:
        letter = self.text[end : end + 1]
        if letter == "\\":
            return Unreadable("json_escape", end, place, escape=places.printable(self.text[end : end + 2]))
        if letter and letter not in "\r\n":
            return Unreadable("json_control", end, place, letter=places.printable(letter))
        return Unreadable("json_text_open", begin, place)

    def _unexpected(self, code: str, place: str, **params: object) -> Unreadable:
        """The error for an unexpected character: a common mistake if the character reveals one, otherwise `code`."""
        rest = self.text[self._at : self._at + 2]
        if not rest:
            return Unreadable("json_unclosed", self._at, place)
        if rest[0] in "'“”‘’„«`":
            return Unreadable("json_quotes", self._at, place, found=rest[0])
        if rest in ("//", "/*") or rest[0] == "#":
            return Unreadable("json_comment", self._at, place)
        return Unreadable(code, self._at, place, found=places.printable(rest[0]), **params)

    def _count(self, place: str) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            raise Unreadable("too_many_values", self._at, place, limit=MOST_VALUES)
