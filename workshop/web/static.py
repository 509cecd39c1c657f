"""Static files, served ahead of Django. In a deployment nginx serves them."""

from __future__ import annotations

import re
from pathlib import Path
from wsgiref.headers import Headers

from django.conf import settings
from servestatic import ServeStaticASGI

HASHED = r"\.[0-9a-f]{12}\.[^/]+$"  # the name contains a hash of the content, so browsers may store it
WHOLE = "http.response.pathsend"


class StaticFiles(ServeStaticASGI):
    """Sends each file as a whole. A first visit loads many small ones, and reading one takes less time than the thread switches
    with which servestatic streams it.
    """

    def has(self, path: str) -> bool:
        """Whether there is such a file. With DEBUG, files are looked for on each request, and none may be there."""
        return path.startswith(settings.STATIC_URL) and (self.autorefresh or path in self.files)

    async def __call__(self, scope, receive, send) -> None:
        async def hand_over(event: dict) -> None:
            await send(_body_of(event["path"]) if event["type"] == WHOLE else event)

        extensions = (scope.get("extensions") or {}) | {WHOLE: {}}
        await super().__call__(scope | {"extensions": extensions}, receive, hand_over)


class CollectedFiles(StaticFiles):
    """Serves only the files with a hash in their name, and so neither the manifest nor the mark of `manage.py prepare`."""

    def add_file_to_dictionary(self, url: str, *args, **kwargs) -> None:
        if re.search(HASHED, url):
            super().add_file_to_dictionary(url, *args, **kwargs)


def static_files() -> StaticFiles:
    """The collected files; with DEBUG, the sources themselves."""
    root = settings.BASE_DIR / "static" if settings.DEBUG else settings.STATIC_ROOT
    files = StaticFiles if settings.DEBUG else CollectedFiles
    return files(
        None,
        root=root if root.is_dir() else None,
        prefix=settings.STATIC_URL,
        autorefresh=settings.DEBUG,
        max_age=0 if settings.DEBUG else 60,
        immutable_file_test=HASHED,
        add_headers_function=_take_as_named,
    )


def _body_of(path: str) -> dict:
    return {"type": "http.response.body", "body": Path(path).read_bytes()}


def _take_as_named(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
