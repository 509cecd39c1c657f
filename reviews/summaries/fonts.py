"""The fonts of a summary: those in this repository, never those of the machine."""

import os
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from fontTools.ttLib import TTFont

FOLDER = settings.BASE_DIR / "static" / "fonts" / "pdf"
FIRST = "Noto Sans JP"  # of running text; the typeface of titles is named in static/pdf/summary.css
# Fonts for the characters that the first one lacks, in this order.
NEXT = ("", "Arabic", "Hebrew", "Thai", "Devanagari", "KR", "SC", "Symbols", "Math")


def choose() -> None:
    """Let this process find only our fonts. Call it before Pango is loaded, which otherwise finds the machine's fonts too."""
    file = settings.VAR_DIR / "fontconfig" / "fonts.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")  # two workers may start at once
    draft.write_bytes(_configuration(cache=file.parent / "cache"))
    draft.replace(file)
    os.environ["FONTCONFIG_FILE"] = str(file)


def _configuration(*, cache: Path) -> bytes:
    root = Element("fontconfig")
    SubElement(root, "dir").text = str(FOLDER)
    SubElement(root, "cachedir").text = str(cache)
    # The style sheet asks for the family "text". There, this list would be repeated for each piece of text.
    edit = _when_asked_for("text", root, mode="assign", binding="same")
    for family in (FIRST, *(f"Noto Sans {script}".strip() for script in NEXT), "Noto Emoji"):
        SubElement(edit, "string").text = family
    # Pango asks for the family "emoji" for each emoji. Without this rule it takes any font that has the character.
    edit = _when_asked_for("emoji", root, mode="assign", binding="strong")
    SubElement(edit, "string").text = "Noto Emoji"
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _when_asked_for(family: str, root: Element, *, mode: str, binding: str) -> Element:
    match = SubElement(root, "match", target="pattern")
    SubElement(SubElement(match, "test", name="family"), "string").text = family
    return SubElement(match, "edit", name="family", mode=mode, binding=binding)


def cover(code_point: int) -> bool:
    """Whether one of the fonts has this character. Fonts are read one by one, since the first covers most texts."""
    return any(code_point in _code_points(path) for path in _files())


@cache
def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.ttf"), key=lambda path: (not path.name.startswith(FIRST.replace(" ", "")), path.name))


@cache
def _code_points(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        font.setGlyphOrder(
            [str(glyph) for glyph in range(font["maxp"].numGlyphs)]
        )  # otherwise fontTools derives names, which is slow
        return frozenset(font.getBestCmap())
