"""The network address a request comes from. It is used for limits only, and never shown or logged.

Behind the shipped proxy, the browser's address is in a header that the proxy always overwrites. The header is read only
if BEHIND_PROXY says that every request comes through such a proxy.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from ipaddress import IPv6Address, ip_address
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

HEADER = b"x-client-address"
KEY_AGE = 600.0  # seconds after which a process replaces the key of its digests, and so forgets every address

_lock = Lock()
_key: tuple[float, bytes] | None = None


def of_scope(scope: dict) -> str:
    """The address in an ASGI scope; empty if there is none, as on a Unix socket."""
    named = next((value for name, value in scope["headers"] if name == HEADER), b"")
    peer = scope.get("client")
    return _network(named.decode("latin-1") if settings.BEHIND_PROXY else peer[0] if peer else "")


def of_request(request: HttpRequest) -> str:
    """The address of a Django request."""
    return _network(request.META.get("HTTP_X_CLIENT_ADDRESS" if settings.BEHIND_PROXY else "REMOTE_ADDR", ""))


def digest(address: str) -> bytes:
    """A digest that identifies an address in this process, for at most ten minutes. Its key is never stored."""
    global _key
    with _lock:
        if _key is None or time.monotonic() - _key[0] > KEY_AGE:
            _key = (time.monotonic(), secrets.token_bytes(32))
        key = _key[1]
    return hmac.digest(key, address.encode(), hashlib.sha256)[:16]


def _network(address: str) -> str:
    """One person may own all IPv6 addresses of a /64 network, so the network counts as one address."""
    try:
        parsed = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
