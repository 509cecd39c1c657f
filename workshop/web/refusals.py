"""Short answers to requests that do not reach Django: one sentence or a small page, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from types import SimpleNamespace

from django.conf import settings
from django.http import parse_cookie
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.csp import build_policy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEADERS = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class Refused(Exception):
    """A request that does not reach Django: its status, and a sentence that is translated when it is sent."""

    def __init__(self, status: int, sentence: str | Promise, *, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(status)
        self.status, self.sentence, self.headers = status, sentence, headers


async def refuse(scope: dict, send, refused: Refused) -> None:
    """Answer with the status and the sentence."""
    with translation.override(_language(scope)):
        body = f"{refused.sentence}\n".encode()
    start = [*HEADERS, *refused.headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": refused.status, "headers": start})
    await send({"type": "http.response.body", "body": body})


async def refuse_as_busy(scope: dict, send, *, seconds: int) -> None:
    """Answer 503, to be tried again after so many seconds. A browser that asks for a page gets one that does so itself."""
    later = (b"retry-after", str(seconds).encode())
    accepts = dict(scope["headers"]).get(b"accept", b"")
    if b"text/html" not in accepts:
        sentence = _("The server is receiving many requests right now. Nothing was done; try again in a few seconds.")
        await refuse(scope, send, Refused(503, sentence, headers=[later]))
        return
    looks_again = scope["method"] == "GET"
    body = _busy_page(_language(scope), looks_again)
    headers = [
        *((name, value) for name, value in HEADERS if name != b"content-type"),
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", build_policy(settings.SECURE_CSP).encode()),
        (b"x-frame-options", settings.X_FRAME_OPTIONS.encode()),
        (b"referrer-policy", settings.SECURE_REFERRER_POLICY.encode()),
        (b"content-length", str(len(body)).encode()),
        later,
    ]
    if looks_again:
        headers.append((b"refresh", str(seconds).encode()))
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


@lru_cache(maxsize=8)
def _busy_page(language: str, looks_again: bool) -> bytes:
    with translation.override(language):
        return render_to_string("workshop/web/busy.html", {"looks_again": looks_again}).encode()


def _language(scope: dict) -> str:
    """The language, as Django's LocaleMiddleware would choose it."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    asks = SimpleNamespace(
        COOKIES=parse_cookie(headers.get(b"cookie", "")),
        META={"HTTP_ACCEPT_LANGUAGE": headers.get(b"accept-language", "")},
    )
    try:
        return translation.get_language_from_request(asks)  # type: ignore[arg-type]
    except ValueError:  # the name of the language is too long for Django
        return translation.get_language() or "en"
