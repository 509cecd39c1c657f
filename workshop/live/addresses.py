"""The network address a request comes from: for limits, never for anybody to read.

Behind the shipped proxy every request comes from the proxy; it passes the browser's address in a header of its own, which it
overwrites and nothing logs. The header counts only where the environment says that nobody but such a proxy reaches us.
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
KEY_AGE = 600.0  # seconds after which a process forgets the key of its digests, and with it every address

_lock = Lock()
_key: tuple[float, bytes] | None = None


def of_scope(scope: dict) -> str:
    """The address behind an ASGI scope; empty where there is none, on a Unix socket for example."""
    named = next((value for name, value in scope["headers"] if name == HEADER), b"")
    peer = scope.get("client")
    return _network(named.decode("latin-1") if settings.BEHIND_PROXY else peer[0] if peer else "")


def of_request(request: HttpRequest) -> str:
    """The same for a request of Django's."""
    return _network(request.META.get("HTTP_X_CLIENT_ADDRESS" if settings.BEHIND_PROXY else "REMOTE_ADDR", ""))


def digest(address: str) -> bytes:
    """Stands for an address in this process, for ten minutes at most. The key is kept in memory alone."""
    global _key
    with _lock:
        if _key is None or time.monotonic() - _key[0] > KEY_AGE:
            _key = (time.monotonic(), secrets.token_bytes(32))
        key = _key[1]
    return hmac.digest(key, address.encode(), hashlib.sha256)[:16]


def _network(address: str) -> str:
    """One person may have every IPv6 address of a /64 network, so that network counts as one address."""
    try:
        parsed = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
