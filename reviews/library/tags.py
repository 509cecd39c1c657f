"""Filters for texts in two languages."""

from __future__ import annotations

import budoux
from django import template
from django.utils.translation import get_language

from reviews.library import texts

register = template.Library()
_parser = budoux.load_default_japanese_parser()


@register.filter
def text(value: dict | None) -> str:
    return texts.in_language(value)


@register.filter
def foreign(value: dict | None) -> bool:
    return texts.is_foreign(value)


@register.filter
def phrases(value: str) -> list[str]:
    """A Japanese title in its phrases, between which the template writes <wbr>; other languages break at spaces anyway."""
    return _parser.parse(value) if get_language() == "ja" and value else [value]
