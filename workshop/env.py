"""Typed readers of environment variables. A value that is not valid is refused with a sentence that says what to write."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "on"}
NO = {"0", "false", "off"}
HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
SHORTEST_SECRET = 50
FOR_POSTGRES = {
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
}  # the options for the driver, besides `host`, that a URL may have


class Refused(ImproperlyConfigured):
    """A variable is missing or not valid. The message is for the administrator who starts the program."""


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
    raise Refused(f"{name}={value!r} is not understood. Write {name}=1 or {name}=0.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    could_be = (
        value.isascii() and value.isdigit() and len(value) <= len(str(most))
    )  # Python refuses to convert numbers with 5,000 digits
    if not could_be or not least <= int(value) <= most:
        raise Refused(f"{name}={value!r} is not understood. Write a whole number from {least} to {most}.")
    return int(value)


def words(name: str) -> list[str]:
    """A list separated by commas; empty if the variable is empty."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """Host names or addresses, without scheme, port or path."""
    for word in words(name):
        if not HOST.fullmatch(word):
            raise Refused(f"{name}: {word!r} is not understood. Write {name}=workshop.example.com, without https://.")
    return words(name)


def origins(name: str) -> list[str]:
    for word in words(name):
        try:
            url = urlsplit(word)
            is_known = url.scheme in {"http", "https"} and url.netloc and not (url.path or url.query)
            _ = url.port
        except ValueError:
            is_known = False
        if not is_known:
            raise Refused(f"{name}: {word!r} is not understood. Write {name}=https://workshop.example.com.")
    return words(name)


def secret(name: str) -> str:
    value = text(name)
    if not value.isprintable():
        raise Refused(f"{name} contains bytes that are not text. Write random letters and digits: openssl rand -hex 32")
    if value and len(value) < SHORTEST_SECRET:
        raise Refused(f"{name} is too short. Write {SHORTEST_SECRET} random characters or more: openssl rand -hex 32")
    return value


def database(name: str) -> dict | None:
    """Django's settings for `postgres://user:password@host:port/name`; None if the variable is empty.

    `?host=/run/postgresql` names the folder of a Unix socket. Of the driver's options, those for TLS are allowed.
    """
    value = text(name)
    if not value:
        return None
    try:
        url = urlsplit(value)
        port, options = url.port, dict(parse_qsl(url.query, strict_parsing=bool(url.query)))
    except ValueError:
        raise _not_a_database(name) from None
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/") or "@" in url.path or url.fragment:
        raise _not_a_database(name)
    host = options.pop("host", "") or unquote(url.hostname or "")
    if unknown := options.keys() - FOR_POSTGRES:
        raise Refused(
            f"{name}: ?{min(unknown)}= is not understood. Write one of host, {', '.join(sorted(FOR_POSTGRES))}."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def _not_a_database(name: str) -> Refused:
    """The refusal, without the value, which contains a password."""
    return Refused(
        f"{name} is not understood. Write {name}=postgres://user:password@host:5432/name, "
        "and in the password %2F for /, %23 for #, %3F for ?, %40 for @."
    )


def redis(name: str) -> str:
    value = text(name)
    try:
        url = urlsplit(value)
        is_known = bool(url.path) if url.scheme == "unix" else url.scheme in {"redis", "rediss"} and bool(url.hostname)
        _ = url.port
    except ValueError:
        is_known = False
    if value and not is_known:
        raise Refused(f"{name} is not understood. Write {name}=redis://host:6379/0 or {name}=unix:///path/to/socket.")
    return value


def make_folder(path: Path, name: str) -> None:
    """Create the folder that this variable names, and check that it is writable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{path} cannot be created ({error.strerror}). Write {name}=/a/folder/of/yours.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise Refused(f"{path} is not writable for this user. Change its owner, or write {name}=/a/folder/of/yours.")


def missing(name: str, write: str) -> Refused:
    return Refused(f"{name} is missing. It is required with DATABASE_URL. Write {write}")


def why_alone_is_wrong() -> str:
    """Why a web process, worker or beat cannot start on its own; empty if it can.

    Without REDIS_URL, only the processes of `serve` may start: they share its embedded Redis, or know that there is none. Any
    other process could not notify them.
    """
    if redis("REDIS_URL") or text("HASHIRA_SERVED"):
        return ""
    return (
        "REDIS_URL is missing: web processes and workers notify each other through Redis. "
        "Write REDIS_URL=redis://host:6379/0, or start everything with bin/run."
    )
