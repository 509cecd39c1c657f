"""Join codes: eight of 32 symbols, read aloud without doubt (no 0 O 1 I), shown in two groups of four."""

import secrets
import unicodedata

SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8


def new() -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))


def shown(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def read(typed: str) -> str | None:
    """The code somebody typed, in upper or lower case, full or half width, with or without spaces; None if it can be none."""
    code = "".join(character for character in unicodedata.normalize("NFKC", typed).upper() if character.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SYMBOLS) else None
