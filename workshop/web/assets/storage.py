"""The storage of collected static files."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from servestatic.storage import CompressedManifestStaticFilesStorage

from workshop.web.assets.modules import joined_modules
from workshop.web.assets.styles import joined_styles

# The files that pages load, each joined with all that it imports.
JOINED = {f"css/{sheet}.css": joined_styles for sheet in ("app", "typefaces")}
JOINED |= {f"js/{page}.js": joined_modules for page in ("app", "unavailable", "styleguide")}


class Storage(CompressedManifestStaticFilesStorage):
    """Joins style sheets and modules, compresses all files and hashes their names, so that browsers may store them for a year."""

    def post_process(self, paths: dict, *args, **options) -> Iterator:
        parts: set[str] = set()

        def read(name: str) -> str:
            parts.add(name)
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        whole = InMemoryStorage()
        for name, joined in JOINED.items():
            if name in paths:
                whole.save(name, ContentFile(joined(name, read)))
        left = {name: place for name, place in paths.items() if name not in parts}
        left |= {name: (whole, name) for name in JOINED if name in paths}
        yield from super().post_process(left, *args, **options)
