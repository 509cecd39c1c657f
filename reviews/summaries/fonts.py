"""The fonts of a summary: those committed with us, never one of the machine's."""

import os
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from fontTools.ttLib import TTFont

FOLDER = settings.BASE_DIR / "static" / "fonts" / "pdf"


def choose() -> None:
    """Let this process find our fonts alone. Called before Pango is loaded, else the machine's fonts are found too."""
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
    # Pango asks for the family "emoji" wherever it meets one; without this any font that has the character would do.
    match = SubElement(root, "match", target="pattern")
    SubElement(SubElement(match, "test", name="family"), "string").text = "emoji"
    SubElement(SubElement(match, "edit", name="family", mode="assign", binding="strong"), "string").text = "Noto Emoji"
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


@cache
def covered() -> frozenset[int]:
    """The code points that at least one of the fonts can print."""
    code_points: set[int] = set()
    for path in FOLDER.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            code_points.update(font.getBestCmap())
    return frozenset(code_points)
