"""Renders a summary as PDF. The only module that imports WeasyPrint, which is slow to import."""

from __future__ import annotations

import gc
import re
import resource
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from functools import cache
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from reviews.summaries import fonts
from reviews.summaries.document import PillarSummary
from reviews.summaries.glyphs import printable
from workshop.sessions.zones import zone_of

fonts.choose()
import weasyprint  # noqa: E402  loads Pango, which reads the choice of fonts
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

STYLESHEET = settings.BASE_DIR / "static" / "pdf" / "summary.css"
MEMORY = 1024**3
# White space with a line break between tags, which would be laid out as a space. An intended space is within a line, or &#32; at its end.
_INDENTATION = re.compile(r">\s*\n\s*<")
_COLOR = re.compile(r"--([a-z-]+): (#[0-9a-f]+);")


class Nothing(weasyprint.URLFetcher):
    """Refuses every URL. A summary needs none: it is given its style sheet, and fontconfig finds the fonts."""

    def fetch(self, url, headers=None):
        raise ValueError("A summary fetches nothing.")


# Created once, because a fetcher reads the machine's certificates and a font configuration reads all fonts.
FETCHER = Nothing(allow_redirects=False)
FONTS = FontConfiguration()


class WellFormed(weasyprint.HTML):
    """A document of well-formed XML, as our template is. expat parses it ten times as fast as an HTML parser."""

    def __init__(self, markup: str) -> None:
        root = ElementTree.fromstring(markup)  # noqa: S314  all texts are escaped, so none can declare an entity
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self.base_url, self.media_type, self.url_fetcher = None, "print", FETCHER


@cache
def sheet() -> weasyprint.CSS:
    return weasyprint.CSS(string=STYLESHEET.read_text(), url_fetcher=FETCHER, font_config=FONTS)


@cache
def colors() -> dict[str, str]:
    """The colors in the style sheet's :root, for drawings: WeasyPrint applies no style sheet within an SVG."""
    root = STYLESHEET.read_text().partition(":root {")[2].partition("}")[0]
    return {name.replace("-", "_"): color for name, color in _COLOR.findall(root)}


def limit_memory() -> None:
    """Limit this process, a child of the document worker, to 1 GiB of address space permanently (guarantee U5).

    Rendering that needs more raises MemoryError, or ends the process if it is Pango that runs out of memory.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def render(summary: PillarSummary) -> bytes:
    """The summary as a tagged PDF (PDF/UA-1), in its language and time zone."""
    gc.disable()  # nothing of a layout becomes free before its end, so collections would only take time
    try:
        return WellFormed(markup(summary)).write_pdf(stylesheets=[sheet()], font_config=FONTS, pdf_variant="pdf/ua-1")
    finally:
        gc.enable()
        gc.collect()  # layouts are cyclic; without this the worker grows with each document


def markup(summary: PillarSummary) -> str:
    """The summary as HTML, with every text in it made printable."""
    with translation.override(summary.language), timezone.override(zone_of(summary.zone)):
        html = render_to_string(
            "reviews/summaries/document/summary.html", {"summary": _printed(summary), "colors": colors()}
        )
    return _INDENTATION.sub("><", html)


def _printed(value):
    """The same data with each text made printable. It visits all fields, so that none can be forgotten."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(map(_printed, value))
    if is_dataclass(value):
        return replace(value, **{field.name: _printed(getattr(value, field.name)) for field in fields(value)})
    return value


# Exclude what is loaded by now from later collections, which then need not visit Django and WeasyPrint.
gc.collect()
gc.freeze()
