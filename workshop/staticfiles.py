"""The collected files, as browsers get them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from servestatic.storage import CompressedManifestStaticFilesStorage

STYLES = "css/app.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\(([\w-]+)\))?;')
BESIDE = re.compile(
    r"""url\(["']?(?!["']?(?:[a-z]+:|/|\#))([^"')]+)["']?\)"""
)  # an address that stands on the file's own


class Storage(CompressedManifestStaticFilesStorage):
    """One style sheet, and hashed names for everything, also inside ES modules, so that browsers may keep each file for a
    year; packed beside.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict, *args, **options) -> Iterator:
        left = dict(paths)  # but what went into the one sheet

        def take(name: str) -> str:
            storage, path = left.pop(name)
            with storage.open(path) as file:
                return file.read().decode()

        whole = InMemoryStorage()
        whole.save(STYLES, ContentFile(joined(STYLES, take)))
        yield from super().post_process(left | {STYLES: (whole, STYLES)}, *args, **options)


def joined(name: str, read: Callable[[str], str]) -> str:
    """The style sheet of this name with those that it imports, each in its layer. `read` gives a sheet's text."""

    def put_in(found: re.Match) -> str:
        imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
        style = BESIDE.sub(lambda address: f'url("{moved(address[1], imported)}")', joined(imported, read))
        return f"@layer {found[2]} {{\n{style}\n}}" if found[2] else style

    def moved(address: str, sheet: str) -> str:
        return posixpath.relpath(posixpath.join(posixpath.dirname(sheet), address), posixpath.dirname(name) or ".")

    return IMPORT.sub(put_in, read(name))
