"""The template filter that links the numbers of paragraphs in what people write."""

from __future__ import annotations

import re
from uuid import UUID

from django import template
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# “¶23” and “¶ 23”, with the space of either width.
NUMBER = re.compile("(\u00b6[ \u00a0\u202f\u3000]?([1-9][0-9]{0,2})(?![0-9]))")


@register.filter
def with_paragraph_links(text: str, session_id: UUID | str) -> SafeString:
    """As `linebreaksbr`, with a link to the scenario's paragraph for each “¶ 23”. At a table, static/js/elements/table-places.js
    leads to the paragraph on the page."""
    if "\u00b6" not in text or not session_id:
        return linebreaksbr(conditional_escape(text))
    parts, address = NUMBER.split(text), reverse("reviews:scenario", kwargs={"session": session_id})
    shown = [linebreaksbr(conditional_escape(part)) for part in parts[::3]]
    links = [_link(words, number, address) for words, number in zip(parts[1::3], parts[2::3], strict=True)]
    both = [piece for pair in zip(shown, [*links, ""], strict=True) for piece in pair]
    return mark_safe("".join(both))  # noqa: S308  each part is escaped above or rendered from a template


def _link(words: str, number: str, address: str) -> str:
    context = {"words": words, "anchor": f"p{number}", "address": address}
    return render_to_string("reviews/scenarios/_paragraph_link.html", context).strip()
