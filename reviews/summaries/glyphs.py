"""Makes what people wrote printable: replaces characters that no font has or that change the direction of the line."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from reviews.summaries import fonts

# Invisible characters that texts need: joiners of emoji and of Arabic or Indic letters, breaks, direction marks.
_JOINERS = frozenset(map(ord, "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f"))
_VARIANTS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_TAGS = frozenset(range(0xE0020, 0xE0080))  # the letters in the flag of a region
# Embeddings and isolates are dropped, since the template isolates each text.
_EMBEDDINGS = frozenset(map(ord, "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))
_NO_BREAK = frozenset(map(ord, "\u2060\ufeff"))  # a word joiner may keep a line from breaking, but not from fitting
# No line may begin with closing punctuation, a small kana or a long vowel mark, so a run of them would stay on the line of what
# precedes it, however long the run. A shorter run fits on any line, and keeps the rules of line breaking.
_RUN = 12
_KANA = "ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶｧｨｩｪｫｬｭｮｯｰ"
_LONG_RUN = re.compile(rf"(?:[^\w\s]|[{_KANA}]){{{_RUN},}}")


class Printable(str):
    """A text whose characters all have a glyph in one of the fonts."""

    @property
    def direction(self) -> str:
        """The direction of the first letter that has one, ltr or rtl, as HTML's dir="auto" determines it."""
        strong = (kind for kind in map(unicodedata.bidirectional, self) if kind in {"L", "R", "AL"})
        return "rtl" if next(strong, "L") in {"R", "AL"} else "ltr"


def printable(text: str) -> Printable:
    """The text with `\\n` as its only line end, and `[U+XXXX]` in place of each character that no font has.

    Control characters, lone surrogates and overrides of the direction (U+202E) are shown in this way too, so that readers
    notice them.
    """
    return Printable(_LONG_RUN.sub(_breakable, text.replace("\r\n", "\n").translate(_substitutes)))


def _breakable(run: re.Match[str]) -> str:
    """The run with places at which a line may break in its long sequences. Emoji and combining marks stay together."""
    sequences = ("".join(letters) for _begins_none, letters in groupby(run[0], _begins_no_line))
    return "".join(
        "".join(f"\u200b{letter}" for letter in sequence)
        if len(sequence) >= _RUN and _begins_no_line(sequence[0])
        else sequence
        for sequence in sequences
    )


def _begins_no_line(letter: str) -> bool:
    return letter in _KANA or unicodedata.category(letter).startswith("P")


class _Substitutes(dict):
    """The table for str.translate. Each code point is looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = _substitute(code)
        return self[code]


_substitutes = _Substitutes()


def _substitute(code: int) -> str:
    character = chr(code)
    if character in "\n\r\x85\u2028\u2029":
        return "\n"
    if character == "\t":
        return " "
    if code in _EMBEDDINGS or code in _NO_BREAK:
        return ""
    if code in _JOINERS or code in _VARIANTS:
        return character
    invisible = unicodedata.category(character) in {"Cc", "Cf", "Cs"} and code not in _TAGS
    if invisible or not fonts.cover(code):
        return f"[U+{code:04X}]"
    return character
