"""Texts in two languages."""

from __future__ import annotations

from collections.abc import Iterable

import budoux
from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from reviews.lenses import texts
from reviews.lenses.format.messages import Message
from reviews.lenses.shipped import RISKS

register = template.Library()
LEVELS = ("error", "warning", "notice")
_parser = budoux.load_default_japanese_parser()


@register.filter
def text(value: dict | None) -> str:
    return texts.in_language(value)


@register.filter
def foreign(value: dict | None) -> bool:
    return texts.is_foreign(value)


@register.filter
def shown_in(value: dict | None) -> str:
    return texts.shown_in(value)


@register.filter
def phrases(value: str) -> list[str]:
    """A Japanese title in its phrases, between which the template writes <wbr>; other languages break at spaces anyway."""
    return _parser.parse(value) if get_language() == "ja" and value else [value]


@register.filter
def language_of(value: str) -> str:
    """The language of a text that is stored in one alone."""
    return texts.language_of(value)


@register.simple_tag
def fragment(name: str, **context) -> str:
    """A template's markup as a value, for sentences whose words stand in another order in another language."""
    return mark_safe(render_to_string(name, context).strip())  # noqa: S308  rendered, so escaped already


@register.filter
def grouped(messages: Iterable[Message]) -> list[tuple[Message, list[Message]]]:
    """The gravest first, and what is to be said of several places once: the first of each, and all."""
    groups: dict[tuple[str, str, str], list[Message]] = {}
    for message in sorted(messages, key=lambda each: LEVELS.index(each.level)):
        groups.setdefault((message.level, message.text, message.mend), []).append(message)
    return [(group[0], group) for group in groups.values()]


@register.filter
def as_risk(value: str) -> str:
    """A risk as lens files write it, as the rows have it."""
    return RISKS.get(value, "")
