"""Tokens in links. None is stored: each is an HMAC of what its link opens and of a generation. Raising the generation revokes it."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac


def token(purpose: str, *parts: object) -> str:
    """The token for these parts: 40 hexadecimal digits, made with the installation's secret key."""
    return salted_hmac(f"hashira.{purpose}", "\n".join(map(str, parts)), algorithm="sha256").hexdigest()[:40]


def fits(given: str, purpose: str, *parts: object) -> bool:
    return constant_time_compare(given, token(purpose, *parts))
