"""Checks of requests: what no browser sends is refused before anything else reads it.

Servers, Django, drivers and databases disagree about control characters, missing hosts and unknown character sets, and
each fails in its own way. So every request is checked here first (docs/adr/0020), and the rest of the code may rely on this:

- There is exactly one Host, with HTTP/1.0 too, not longer than a host name can be, and no control character in a header.
- A header that was sent in several lines is joined into one, as Django would read it.
- A body is in UTF-8, as all our forms are.
- A control character in the path is a replacement character, as an undecodable byte is: no page has such an address, so
  Django answers with our page for that.

A cookie with control characters is removed. A browser sends the cookies of every application on the same host, and the user
could not delete them here if the request were refused.
"""

from __future__ import annotations

import codecs
import re

from django.http import parse_cookie
from django.utils.http import parse_header_parameters
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshop.web.refusals import Refused

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CONTROL_IN_HEADERS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")  # a tab is allowed as white space
LONGEST_HOST = 253 + len(":65535")


def normalized(scope: dict) -> dict:
    """The scope of a request or a socket, with each header once and without control characters in its path and its cookies."""
    path = CONTROL.sub("\N{REPLACEMENT CHARACTER}", scope["path"])
    return scope | {"path": path, "headers": _each_once(_with_readable_cookies(scope["headers"]))}


def what_is_wrong(scope: dict) -> Refused | None:
    """Why a normalized request must not go on, or None."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    for name, value in headers:
        if CONTROL_IN_HEADERS.search(value):
            sentence = _("The header {name} contains a control character. Send the request without it.")
            return Refused(400, format_lazy(sentence, name=name.decode("latin-1")))
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1 or not hosts[0].strip():
        return Refused(400, _("The request has no Host header, or more than one. Send exactly one, with HTTP/1.0 too."))
    if len(hosts[0]) > LONGEST_HOST:  # Django has no limit, but a QR code of the address has
        return Refused(400, _("The host name is too long. Use the address you were given."))
    if not scope.get("query_string", b"").isascii():
        return Refused(
            400, _("The part of the URL after the question mark is not encoded correctly. Copy the whole link again.")
        )
    kind = next((value for name, value in headers if name == b"content-type"), b"").decode("latin-1")
    if kind and not _is_in_utf8(kind):
        return Refused(
            415, _("The data is not in UTF-8, or its encoding cannot be recognized. Send it with charset=utf-8.")
        )
    return None


def _is_in_utf8(kind: str) -> bool:
    """Whether this content type can be parsed and names UTF-8 or no character set."""
    try:
        _kind, parameters = parse_header_parameters(kind)
        return codecs.lookup(parameters.get("charset") or "utf-8").name == "utf-8"
    except (LookupError, ValueError):
        return False


def _with_readable_cookies(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, _readable(value) if name == b"cookie" else value) for name, value in headers]


def _each_once(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers, with the lines of each joined. Several hosts are not joined, and are refused."""
    if len({name for name, _value in headers}) == len(headers):
        return headers
    lines: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        lines.setdefault(name, []).append(value)
    hosts = [(b"host", host) for host in lines.pop(b"host", [])]
    return [*hosts, *((name, (b"; " if name == b"cookie" else b",").join(values)) for name, values in lines.items())]


def _readable(cookies: bytes) -> bytes:
    """The cookies without those that contain a control character, plain or as an octal escape in a quoted value."""
    if b"\\" not in cookies and not CONTROL_IN_HEADERS.search(cookies):
        return cookies
    pairs = (pair for pair in cookies.split(b";"))
    return b";".join(pair for pair in pairs if not _holds_control(pair.decode("latin-1")))


def _holds_control(pair: str) -> bool:
    return any(CONTROL.search(text) for item in parse_cookie(pair).items() for text in item)
