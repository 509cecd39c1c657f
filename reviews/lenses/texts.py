"""Chooses the language of texts that are stored in one or two languages."""

from __future__ import annotations

import re

from django.utils.translation import get_language

JAPANESE = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]")


def language_of(text: str) -> str:
    """`ja` if the text contains a Japanese character; all other texts count as English."""
    return "ja" if JAPANESE.search(text) else "en"


def in_language(text: object, language: str | None = None) -> str:
    """The text in the language (by default the active one), or else in any language it has."""
    texts = _texts(text)
    return texts.get(_wanted(language)) or next((other for other in texts.values() if other), "")


def is_foreign(text: object, language: str | None = None) -> bool:
    """Whether in_language falls back to another language."""
    texts = _texts(text)
    return not texts.get(_wanted(language)) and any(texts.values())


def shown_in(text: object, language: str | None = None) -> str:
    """The language of the text that in_language returns."""
    wanted, texts = _wanted(language), _texts(text)
    return wanted if texts.get(wanted) else next((other for other, words in texts.items() if words), wanted)


def _wanted(language: str | None) -> str:
    return language or get_language() or "en"


def _texts(stored: object) -> dict[str, str]:
    """The texts of a row by language. Values of other types, which only SQL can have written, are ignored."""
    if not isinstance(stored, dict):
        return {}
    return {language: words for language, words in stored.items() if isinstance(words, str)}
