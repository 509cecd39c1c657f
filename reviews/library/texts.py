"""Texts in two languages."""

from __future__ import annotations

import re

from django.utils.translation import get_language

JAPANESE = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]")


def language_of(text: str) -> str:
    """`ja` where there is a Japanese letter in it; all other texts count as English."""
    return "ja" if JAPANESE.search(text) else "en"


def in_language(text: dict[str, str] | None, language: str | None = None) -> str:
    """The text in a language (the one spoken now by default), else in whatever language it has."""
    text = text or {}
    return text.get(language or get_language() or "en") or next((other for other in text.values() if other), "")


def is_foreign(text: dict[str, str] | None, language: str | None = None) -> bool:
    """Whether in_language had to fall back to another language."""
    text = text or {}
    return not text.get(language or get_language() or "en") and any(text.values())


def shown_in(text: dict[str, str] | None, language: str | None = None) -> str:
    """The language of what in_language gives."""
    wanted = language or get_language() or "en"
    text = text or {}
    return wanted if text.get(wanted) else next((other for other, words in text.items() if words), wanted)
