"""Prints a summary as PDF. The only module that knows WeasyPrint, which is slow to import."""

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
import weasyprint  # noqa: E402  loads Pango, which must find our fonts chosen
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

STYLESHEET = settings.BASE_DIR / "static" / "pdf" / "summary.css"
MEMORY = 1024**3
# Line ends between the template's tags; each would be laid out as a space. A space that is meant stands in a line.
_INDENTATION = re.compile(r">\s*\n\s*<")


class Nothing(weasyprint.URLFetcher):
    """Fetches nothing at all: the sheet is handed over, fontconfig finds the fonts; whatever asks is an intruder."""

    def fetch(self, url, headers=None):
        raise ValueError("A summary fetches nothing.")


# Made once: each fetcher reads the machine's certificates anew, each font configuration all fonts.
FETCHER = Nothing(allow_redirects=False)
FONTS = FontConfiguration()


class WellFormed(weasyprint.HTML):
    """Our own template, which is XML: expat reads it in a tenth of the time that a parser of any HTML takes."""

    def __init__(self, markup: str) -> None:
        root = ElementTree.fromstring(markup)  # noqa: S314  texts in it are escaped, so none declares an entity
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self.base_url, self.media_type, self.url_fetcher = None, "print", FETCHER


@cache
def sheet() -> weasyprint.CSS:
    return weasyprint.CSS(string=STYLESHEET.read_text(), url_fetcher=FETCHER, font_config=FONTS)


def limit_memory() -> None:
    """Keep this process under 1 GiB of address space, for good (guarantee U5): for a child of the document worker.

    A render that needs more ends with MemoryError, or with the child where Pango runs out of it.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def render(summary: PillarSummary) -> bytes:
    """The summary as a tagged PDF (PDF/UA-1), in its own language and zone."""
    gc.disable()  # of what a layout holds nothing is free before its end, though it is looked through again and again
    try:
        return WellFormed(markup(summary)).write_pdf(stylesheets=[sheet()], font_config=FONTS, pdf_variant="pdf/ua-1")
    finally:
        gc.enable()
        gc.collect()  # layouts hold each other in circles; without this a worker grows from render to render


def markup(summary: PillarSummary) -> str:
    """The summary as HTML, with every text in it made printable."""
    with translation.override(summary.language), timezone.override(zone_of(summary.zone)):
        html = render_to_string("reviews/summaries/document/summary.html", {"summary": _printed(summary)})
    return _INDENTATION.sub("><", html)


def _printed(value):
    """The same data with each text made printable; by walking over all of it, so that no field can be forgotten."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(map(_printed, value))
    if is_dataclass(value):
        return replace(value, **{field.name: _printed(getattr(value, field.name)) for field in fields(value)})
    return value


# What is loaded by now stays. Collections look at what documents leave behind alone, not at Django and WeasyPrint each time.
gc.collect()
gc.freeze()
