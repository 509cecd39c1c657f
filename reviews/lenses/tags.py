"""Template filters for texts in two languages, and for messages about lens files."""

from __future__ import annotations

import re
from collections.abc import Iterable

import budoux
from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from reviews.lenses import texts
from reviews.lenses.format import schema
from reviews.lenses.format.messages import Message

register = template.Library()
LEVELS = ("error", "warning", "notice")
_KATAKANA = re.compile("([ァ-ヺー]{2,})")
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
    """The phrases of a Japanese text, between which the template writes <wbr>; other languages break at spaces."""
    return _parser.parse(value) if get_language() == "ja" and value else [value]


@register.filter
def close_kana(value: str) -> str:
    """The text with its runs of katakana marked. Zen Old Mincho has no proportional kana, so the style sheets close them up."""
    pieces = _KATAKANA.split(value)  # every second piece is a run
    if len(pieces) == 1:
        return value
    return mark_safe(render_to_string("components/_kana.html", {"pieces": pieces}).strip())  # noqa: S308  escaped there


@register.filter
def language_of(value: str) -> str:
    """The language of a text that is stored in one language only."""
    return texts.language_of(value)


@register.simple_tag
def fragment(name: str, **context) -> str:
    """The rendered template as a value, for sentences whose word order depends on the language."""
    return mark_safe(render_to_string(name, context).strip())  # noqa: S308  rendered, so escaped already


@register.filter
def grouped(messages: Iterable[Message]) -> list[tuple[Message, list[Message]]]:
    """Messages grouped by level and text, the most severe first: the first message of each group, and all of them."""
    groups: dict[tuple[str, str, str], list[Message]] = {}
    for message in sorted(messages, key=lambda each: LEVELS.index(each.level)):
        groups.setdefault((message.level, message.text, message.fix), []).append(message)
    return [(group[0], group) for group in groups.values()]


@register.filter
def as_risk(value: str) -> str:
    """The risk as rows store it, from the name that lens files use."""
    return schema.RISKS.get(value, "")
