"""Where a request comes from: scheme, host and port together, which a check of hosts leaves out."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"https": 443, "http": 80}


def is_ours(origin: str, host: str, *, secure: bool) -> bool:
    """Whether a page of this origin is one of ours, or trusted by name. `host` is what was asked for; a missing origin is refused."""
    origin = origin.lower().rstrip("/")
    if not origin or not host:
        return False
    if origin in (trusted.lower().rstrip("/") for trusted in settings.CSRF_TRUSTED_ORIGINS):
        return True
    scheme = "https" if secure or settings.TLS else "http"
    try:
        return _parts(urlsplit(origin)) == _parts(urlsplit(f"{scheme}://{host.lower()}"))
    except ValueError:  # brackets or a port that make no address
        return False


def _parts(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or PORTS.get(url.scheme)
