"""The template filter of documents that makes references to paragraphs links to where they are quoted."""

from __future__ import annotations

from collections.abc import Set

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reviews.scenarios import references

register = template.Library()


@register.filter
def linked(text: str, numbers: Set[int]) -> str:
    """The text with each reference such as ¶23 as a link, if `numbers` has it."""
    if not references.has_any(text):
        return text
    context = {"parts": references.parts(text), "numbers": numbers}
    return mark_safe(render_to_string("reviews/summaries/document/_linked.html", context).strip())  # noqa: S308  escaped there
