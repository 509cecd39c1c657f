"""Prints a summary as PDF. The only module that knows WeasyPrint; it takes two seconds to import."""

from __future__ import annotations

import gc
import resource
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from reviews.summaries import fonts
from reviews.summaries.document import PillarSummary
from reviews.summaries.glyphs import printable
from workshop.sessions.zones import zone_of

fonts.choose()
import weasyprint  # noqa: E402  loads Pango, which must find our fonts chosen

STYLESHEET = settings.BASE_DIR / "static" / "pdf" / "summary.css"
MEMORY = 1024**3


class Nothing(weasyprint.URLFetcher):
    """Fetches nothing at all: the sheet is handed over, fontconfig finds the fonts; whatever asks is an intruder."""

    def fetch(self, url, headers=None):
        raise ValueError("A summary fetches nothing.")


def limit_memory() -> None:
    """Keep this process under 1 GiB of address space, for good (guarantee U5): for a child of the document worker.

    A render that needs more ends with MemoryError, or with the child where Pango runs out of it.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def render(summary: PillarSummary) -> bytes:
    """The summary as a tagged PDF (PDF/UA-1), in its own language and zone."""
    try:
        html = weasyprint.HTML(string=markup(summary), url_fetcher=Nothing(allow_redirects=False))
        return html.write_pdf(stylesheets=[weasyprint.CSS(filename=STYLESHEET)], pdf_variant="pdf/ua-1")
    finally:
        gc.collect()  # layouts hold each other in circles; without this a worker grows from render to render


def markup(summary: PillarSummary) -> str:
    """The summary as HTML, with every text in it made printable."""
    with translation.override(summary.language), timezone.override(zone_of(summary.zone)):
        return render_to_string("reviews/summaries/document/summary.html", {"summary": _printed(summary)})


def _printed(value):
    """The same data with each text made printable; by walking over all of it, so that no field can be forgotten."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(map(_printed, value))
    if is_dataclass(value):
        return replace(value, **{field.name: _printed(getattr(value, field.name)) for field in fields(value)})
    return value
