"""Join codes: eight of 32 symbols that are easy to read aloud (no 0 O 1 I), shown in two groups of four."""

import secrets
import unicodedata

SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8


def new() -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))


def shown(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def read(typed: str) -> str | None:
    """The code that somebody typed, in any case and width, with or without spaces. None if it cannot be a code."""
    code = "".join(character for character in unicodedata.normalize("NFKC", typed).upper() if character.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SYMBOLS) else None
