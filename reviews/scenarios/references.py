"""References to the document's paragraphs within other texts: ¶23, ¶ 23, paragraph 23 and 段落23.

Digits may be full-width, as Japanese keyboards type them. No reference is followed by a digit or by a letter, other than those of
scripts that are written without spaces: “¶23に” is one, “¶1e9” is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_WITHOUT_SPACES = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_REFERENCE = re.compile(
    r"(?:¶|段落|\bparagraph(?=[ \u00a0\u202f]))[ \u00a0\u202f\u3000]?"
    rf"([1-9１-９][0-9０-９]{{0,2}})(?![^\W{_WITHOUT_SPACES}])(?!つ)",
    re.IGNORECASE,
)


def parts(text: str, last: int | None = None) -> Iterator[tuple[str, int | None]]:
    """The text in pieces, each with the number of the paragraph it refers to, or None for the text in between.

    Numbers above `last`, the document's last paragraph, are text.
    """
    end = 0
    for found in _REFERENCE.finditer(text):
        number = int(found[1])
        if last is not None and number > last:
            continue
        if found.start() > end:
            yield text[end : found.start()], None
        yield found[0], number
        end = found.end()
    if end < len(text):
        yield text[end:], None


def has_any(text: str) -> bool:
    return _REFERENCE.search(text) is not None


def numbers_in(texts: Iterable[str]) -> set[int]:
    return {number for text in texts for _piece, number in parts(text) if number is not None}
