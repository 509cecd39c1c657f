"""Join codes: eight of 32 symbols that are easy to read aloud (no 0 O 1 I), shown in two groups of four."""

import re
import secrets
import unicodedata
from urllib.parse import unquote

SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
LONGEST = 2_000  # characters of a text in which a code is looked for
CANDIDATES_AT_MOST = 5
IN_A_LINK = re.compile(r"/J/([^/\s?#]+)")
HALF = f"([{SYMBOLS}]{{{LENGTH // 2}}})"
IN_A_TEXT = re.compile(rf"(?<![0-9A-Z])(?={HALF}[\W_]{{0,3}}{HALF}(?![0-9A-Z]))")


def new() -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))


def shown(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def read(typed: str) -> str | None:
    """The code that somebody typed, in any case and width, with or without spaces. None if it cannot be a code."""
    code = "".join(character for character in unicodedata.normalize("NFKC", typed).upper() if character.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SYMBOLS) else None


def candidates(text: str) -> list[str]:
    """The codes that a text may contain, the likeliest first: a code alone, in a join link, or with words around it.

    Some English words look like a code, so those with a digit come first.
    """
    if code := read(text):
        return [code]
    plain = unicodedata.normalize("NFKC", unquote(text[:LONGEST])).upper()
    linked = [code for part in IN_A_LINK.findall(plain) if (code := read(part))]
    written = [first + second for first, second in IN_A_TEXT.findall(plain)]
    written.sort(key=str.isalpha)
    return list(dict.fromkeys(linked + written))[:CANDIDATES_AT_MOST]
