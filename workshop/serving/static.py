"""Static files, answered ahead of everything else. In the deployed mode nginx answers them before us."""

from __future__ import annotations

from wsgiref.headers import Headers

from django.conf import settings
from servestatic import ServeStaticASGI

HASHED = r"\.[0-9a-f]{12}\.[^/]+$"  # the name says what is in it, so browsers may keep it


def with_static_files(application) -> ServeStaticASGI:
    """The collected files, or while developing the sources themselves."""
    root = settings.BASE_DIR / "static" if settings.DEBUG else settings.STATIC_ROOT
    return ServeStaticASGI(
        application,
        root=root if root.is_dir() else None,
        prefix=settings.STATIC_URL,
        autorefresh=settings.DEBUG,
        max_age=0 if settings.DEBUG else 60,
        immutable_file_test=HASHED,
        add_headers_function=_take_as_named,
    )


def _take_as_named(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
