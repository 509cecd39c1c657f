"""Keys by which names and companies are compared, so that other spellings of one company are not another company. Pure.

What people typed is stored and shown as they typed it. Only comparisons use these keys.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from workshop.people import legal_forms
from workshop.sessions.texts import visible

OPENING, CLOSING = "([{〔【〈《「『<", ")]}〕】〉》」』>"
ACCENTS = re.compile("[\u0300-\u036f]")  # not the marks of kana: ハ and バ are two letters
SEPARATORS = re.compile(rf"[\s,、，;:{re.escape(OPENING + CLOSING)}]+")
_OPEN, _CLOSE = f"[{re.escape(OPENING)}]", f"[{re.escape(CLOSING)}]"
_IN_BRACKETS = "|".join(legal_forms.IN_BRACKETS)
_ADJACENT = "|".join(legal_forms.ADJACENT)
# The bracket on the other side than the name may be missing.
FORM_BEFORE = re.compile(rf"^\s*(?:{_ADJACENT}|{_OPEN}?(?:{_IN_BRACKETS}){_CLOSE})\s*")
FORM_AFTER = re.compile(rf"\s*(?:{_ADJACENT}|{_OPEN}(?:{_IN_BRACKETS}){_CLOSE}?)\s*$")
HYPHEN_BEFORE_FORM = re.compile(rf"(?<=\w)[-\u2010-\u2015](?=(?:{'|'.join(sorted(legal_forms.WORDS))})\s*$)")
SCRIPT_CHANGE = re.compile(r"(?<=[a-z0-9])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[a-z0-9])")


def name_key(name: str) -> str:
    """Equal for names that differ only in case, width, spaces or invisible characters."""
    return _without_spaces(folded(name))


@lru_cache(maxsize=4096)
def company_key(company: str) -> str:
    """Equal for companies that differ besides only in accents, punctuation or legal forms (legal_forms.py) at either end."""
    written = folded(company.translate(legal_forms.CIRCLED))
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", written)))
    core = _without_words(_without_adjacent_forms(plain))
    return _letters(core) or _letters(plain) or _without_spaces(written)


def colleagues_key[K](company: str, person: K) -> str | K:
    """Equal for people of one company. People who write that they have none are nobody's colleagues: theirs is `person`."""
    key = company_key(company)
    return person if key in legal_forms.NO_COMPANY else key


def folded(text: str) -> str:
    """A text without invisible characters, in one width and one case, its words separated by single spaces."""
    seen = " ".join(filter(None, map(visible, text.split())))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


def _without_adjacent_forms(text: str) -> str:
    while (shorter := FORM_AFTER.sub("", FORM_BEFORE.sub("", text))) != text and _letters(shorter):
        text = shorter
    return text


def _without_words(text: str) -> str:
    """Without the words at both ends that are legal forms, unless nothing would be left."""
    plain = HYPHEN_BEFORE_FORM.sub(" ", text.replace(".", "").replace("/", ""))
    parts = SEPARATORS.split(SCRIPT_CHANGE.sub(" ", plain))
    words = [word for word in parts if _letters(word)]
    for phrase in legal_forms.PHRASES:
        if len(words) > len(phrase) and tuple(words[-len(phrase) :]) == phrase:
            del words[-len(phrase) :]
    while len(words) > 1 and words[-1] in legal_forms.WORDS:
        words.pop()
    while len(words) > 1 and words[0] in legal_forms.WORDS:
        words.pop(0)
    return "".join(words)


def _letters(text: str) -> str:
    """The letters and digits of a text, with their marks."""
    letters = "".join(character for character in text if unicodedata.category(character)[0] in "LNM")
    return unicodedata.normalize("NFC", letters)


def _without_spaces(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))
