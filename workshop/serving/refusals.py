"""Short answers to requests that Django is never asked about: one sentence, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

from django.http import parse_cookie
from django.utils import translation
from django.utils.functional import Promise

HEADERS = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


async def refuse(
    scope: dict, send, status: int, sentence: str | Promise, *, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Answer with this status and sentence; the sentence is lazily translated."""
    with translation.override(_language(scope)):
        body = f"{sentence}\n".encode()
    start = [*HEADERS, *headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


def _language(scope: dict) -> str:
    """As Django's middleware finds it."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    asks = SimpleNamespace(
        COOKIES=parse_cookie(headers.get(b"cookie", "")),
        META={"HTTP_ACCEPT_LANGUAGE": headers.get(b"accept-language", "")},
    )
    try:
        return translation.get_language_from_request(asks)  # type: ignore[arg-type]
    except ValueError:  # a language of thousands of letters
        return translation.get_language() or "en"
