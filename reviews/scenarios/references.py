"""References to the document's paragraphs within other texts, such as ¶23 or ¶ 23."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_REFERENCE = re.compile("¶[ \u00a0\u202f\u3000]?([1-9][0-9]{0,2})(?![0-9])")


def parts(text: str) -> Iterator[tuple[str, int | None]]:
    """The text in pieces, each with the number of the paragraph it refers to, or None for the text in between."""
    end = 0
    for found in _REFERENCE.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], None
        yield found[0], int(found[1])
        end = found.end()
    if end < len(text):
        yield text[end:], None


def numbers_in(texts: Iterable[str]) -> set[int]:
    return {number for text in texts if "¶" in text for _piece, number in parts(text) if number is not None}
