"""The template filter that links the numbers of paragraphs in what people write."""

from __future__ import annotations

from uuid import UUID

from django import template
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from reviews.scenarios import queries, references

register = template.Library()


@register.filter
def with_paragraph_links(text: str, session_id: UUID | str) -> SafeString:
    """As `linebreaksbr`, with a link to the scenario's paragraph for each reference such as “¶ 23”, if it has that paragraph.
    At a table, static/js/elements/table-places.js leads to the paragraph on the page."""
    if not session_id or not references.has_any(text):
        return linebreaksbr(conditional_escape(text))
    address = reverse("reviews:scenario", kwargs={"session": session_id})
    pieces = [
        linebreaksbr(conditional_escape(piece)) if number is None else _link(piece, number, address)
        for piece, number in references.parts(text, queries.last_paragraph_of(session_id))
    ]
    return mark_safe("".join(pieces))  # noqa: S308  each piece is escaped above or rendered from a template


def _link(words: str, number: int, address: str) -> str:
    context = {"words": words, "anchor": f"p{number}", "address": address}
    return render_to_string("reviews/scenarios/_paragraph_link.html", context).strip()
