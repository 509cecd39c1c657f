"""Chooses the language of texts that are stored in one or more languages."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.translation import get_language

JAPANESE = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]")


def language_of(text: str) -> str:
    """`ja` if the text contains a Japanese character; all other texts count as English."""
    return "ja" if JAPANESE.search(text) else "en"


def in_language(text: object, language: str | None = None) -> str:
    """The text in the language (by default the active one), or else in the default language, or else in any that it has."""
    return _texts(text).get(shown_in(text, language), "")


def is_foreign(text: object, language: str | None = None) -> bool:
    """Whether in_language falls back to another language."""
    texts = _texts(text)
    return not texts.get(_wanted(language)) and any(texts.values())


def shown_in(text: object, language: str | None = None) -> str:
    """The language of the text that in_language returns."""
    wanted, texts = _wanted(language), _texts(text)
    return next((one for one in (wanted, settings.LANGUAGE_CODE, *texts) if texts.get(one)), wanted)


def _wanted(language: str | None) -> str:
    return language or get_language() or settings.LANGUAGE_CODE


def _texts(stored: object) -> dict[str, str]:
    """The texts of a row by language. Values of other types, which only SQL can have written, are ignored."""
    if not isinstance(stored, dict):
        return {}
    return {language: words for language, words in stored.items() if isinstance(words, str)}
