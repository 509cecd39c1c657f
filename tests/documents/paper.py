"""Reads a printed summary: the position of each glyph of each font. Extracted text alone hides a missing glyph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import ContentStream


@dataclass(frozen=True)
class Run:
    """Some glyphs drawn in one go, with their extent in points from the sheet's lower left corner."""

    page: int
    font: str
    glyphs: tuple[int, ...]
    text: str
    left: float
    right: float
    baseline: float


class Font:
    def __init__(self, font):
        descendant = font["/DescendantFonts"][0].get_object()
        self.name = str(font["/BaseFont"]).split("+")[1]
        self.file = TTFont(BytesIO(descendant["/FontDescriptor"]["/FontFile2"].get_data()))
        self.widths = dict(_widths(descendant["/W"]))
        self.characters = _characters(font["/ToUnicode"].get_data().decode())

    def draws(self, glyph: int) -> bool:
        """Whether this is one of the font's glyphs, and not the box for a missing one."""
        return 0 < glyph < self.file["maxp"].numGlyphs


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def fonts_of(pdf: bytes) -> dict[str, Font]:
    pages = PdfReader(BytesIO(pdf)).pages
    fonts = [Font(font.get_object()) for page in pages for font in page["/Resources"]["/Font"].values()]
    return {font.name: font for font in fonts}


def missing_glyphs(pdf: bytes) -> list[str]:
    fonts = fonts_of(pdf)
    return [run.text for run in runs_of(pdf) if not all(map(fonts[run.font].draws, run.glyphs))]


def lines_of(pdf: bytes) -> list[str]:
    """The lines as a reader sees them: the text on one baseline without a gap, column by column."""
    lines: list[list[Run]] = []
    for run in runs_of(pdf):
        for line in reversed(lines):
            last = line[-1]
            if (last.page, round(last.baseline)) == (run.page, round(run.baseline)) and abs(run.left - last.right) < 4:
                line.append(run)
                break
        else:
            lines.append([run])
    return ["".join(run.text for run in line) for line in lines]


def runs_of(pdf: bytes) -> Iterator[Run]:
    reader = PdfReader(BytesIO(pdf))
    for number, page in enumerate(reader.pages):
        fonts = {name: Font(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
        yield from _runs_on(number, ContentStream(page.get_contents(), reader).operations, fonts)


def _runs_on(number: int, operations, fonts: dict[str, Font]) -> Iterator[Run]:
    matrix, kept = (1, 0, 0, 1, 0, 0), []
    for operands, operator in operations:
        if operator == b"q":
            kept.append(matrix)
        elif operator == b"Q":
            matrix = kept.pop()
        elif operator == b"cm":
            matrix = _product(tuple(map(float, operands)), matrix)
        elif operator == b"Tm":
            place = _product(tuple(map(float, operands)), matrix)
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator == b"TJ":
            strings = [item for item in operands[0] if isinstance(item, (bytes, str))]
            kerning = sum(float(item) for item in operands[0] if not isinstance(item, (bytes, str)))
            glyphs = tuple(glyph for string in strings for glyph in _codes(string))
            advance = (sum(font.widths.get(glyph, 0) for glyph in glyphs) - kerning) / 1000 * size * place[0]
            text = "".join(font.characters.get(glyph, "") for glyph in glyphs)
            yield Run(number, font.name, glyphs, text, place[4], place[4] + advance, place[5])
            place = (*place[:4], place[4] + advance, place[5])


def _product(one, other):
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _codes(string) -> list[int]:
    data = string if isinstance(string, bytes) else string.original_bytes
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]


def _widths(array) -> Iterator[tuple[int, float]]:
    items = iter(array)
    for first in items:
        widths = next(items)
        yield from enumerate(map(float, widths), start=int(first))


def _characters(cmap: str) -> dict[int, str]:
    pairs = re.findall(r"^<([0-9a-f]{4})> <([0-9a-f]*)>$", cmap, re.MULTILINE)
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be", "replace") for glyph, text in pairs}
