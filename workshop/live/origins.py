"""Origins: whether a request comes from a page of ours, by scheme, host and port."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"https": 443, "http": 80}


def is_ours(origin: str, host: str, *, secure: bool) -> bool:
    """Whether this origin is ours or trusted by name. `host` is the request's Host header. A missing origin is refused."""
    origin = origin.lower().rstrip("/")
    if not origin or not host:
        return False
    if origin in (trusted.lower().rstrip("/") for trusted in settings.CSRF_TRUSTED_ORIGINS):
        return True
    scheme = "https" if secure or settings.TLS else "http"
    try:
        return _parts(urlsplit(origin)) == _parts(urlsplit(f"{scheme}://{host.lower()}"))
    except ValueError:  # brackets or a port that cannot be parsed
        return False


def _parts(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or PORTS.get(url.scheme)
