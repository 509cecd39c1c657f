"""Texts in two languages."""

from __future__ import annotations

import re

from django.utils.translation import get_language

JAPANESE = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]")


def language_of(text: str) -> str:
    """`ja` where there is a Japanese letter in it; all other texts count as English."""
    return "ja" if JAPANESE.search(text) else "en"


def in_language(text: object, language: str | None = None) -> str:
    """The text in a language (the one spoken now by default), else in whatever language it has."""
    texts = _texts(text)
    return texts.get(_wanted(language)) or next((other for other in texts.values() if other), "")


def is_foreign(text: object, language: str | None = None) -> bool:
    """Whether in_language had to fall back to another language."""
    texts = _texts(text)
    return not texts.get(_wanted(language)) and any(texts.values())


def shown_in(text: object, language: str | None = None) -> str:
    """The language of what in_language gives."""
    wanted, texts = _wanted(language), _texts(text)
    return wanted if texts.get(wanted) else next((other for other, words in texts.items() if words), wanted)


def _wanted(language: str | None) -> str:
    return language or get_language() or "en"


def _texts(stored: object) -> dict[str, str]:
    """What a row holds by language. Whatever else somebody has written there by SQL is no text, and breaks no list."""
    if not isinstance(stored, dict):
        return {}
    return {language: words for language, words in stored.items() if isinstance(words, str)}
