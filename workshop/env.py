"""Reads the environment, with types. What a variable holds is either understood or refused with a sentence that says what to write."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "on"}
NO = {"0", "false", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in YES:
        return True
    if value in NO:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is not understood. Write {name}=1 or {name}=0.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name}={value!r} is not understood. Write a whole number from {least} to {most}.")
    return int(value)


def words(name: str) -> list[str]:
    """A list separated by commas; empty when the variable is."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def database(name: str) -> dict | None:
    """`postgres://user:password@host:port/name` as Django's settings have it; None when the variable is empty."""
    value = text(name)
    if not value:
        return None
    url = urlsplit(value)
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} is not understood. Write postgres://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
    }


def redis(name: str) -> str:
    value = text(name)
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not understood. Write redis://host:6379/0 or unix:///path/to/socket."
        )
    return value
