"""Browsers in which somebody has signed in before.

A signed cookie holds a random id of the browser, and digests of the accounts. Wrong passwords for these accounts are counted for
the browser instead of its address, and its attempts wait in a separate queue (people/guess_throttling.py): everyone in a room has
the same address, and guesses from there must not delay people who signed in before. An account has few places in that queue,
however many browsers know it, so that the owner of an account cannot delay others by collecting cookies. The cookie signs
nobody in, and remains after signing out.
"""

from __future__ import annotations

import secrets
import unicodedata

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.utils.crypto import salted_hmac

SALT = "hashira.known"
KEPT_FOR = 180 * 24 * 3600  # seconds
ACCOUNTS_AT_MOST = 5


def remember[R: HttpResponse](request: HttpRequest, response: R, account: str) -> R:
    """Somebody has signed in to this account."""
    browser, accounts = _read(request.COOKIES)
    digests = [*(one for one in accounts if one != _digest(account)), _digest(account)][-ACCOUNTS_AT_MOST:]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps([browser or secrets.token_hex(16), digests], salt=SALT),
        max_age=KEPT_FOR,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )
    return response


def browser_for(request: HttpRequest, account: str) -> str:
    """The browser's id, if somebody has signed in to this account there; else an empty text."""
    browser, accounts = _read(request.COOKIES)
    return browser if _digest(account) in accounts else ""


def account_of_scope(scope: dict, typed: str | None) -> str:
    """A digest of the account that was typed, if somebody has signed in to it in this browser; else an empty text.

    Without one it is the account that was signed in to last.
    """
    accounts = _read(parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")))[1]
    if typed is None:
        return accounts[-1] if accounts else ""
    return digest if (digest := _digest(unicodedata.normalize("NFKC", typed))) in accounts else ""


def _read(cookies: dict[str, str]) -> tuple[str, list[str]]:
    try:
        browser, accounts = signing.loads(cookies.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=KEPT_FOR)
        return browser, accounts
    except (signing.BadSignature, ValueError, TypeError):
        return "", []


def _digest(account: str) -> str:
    """An account is found whatever the case of its letters."""
    return salted_hmac(SALT, account.strip().lower(), algorithm="sha256").hexdigest()[:32]
