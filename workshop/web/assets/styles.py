"""One style sheet out of the many that `@import` each other."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\(([\w-]+)\))?;')
BESIDE = re.compile(
    r"""url\(["']?(?!["']?(?:[a-z]+:|/|\#))([^"')]+)["']?\)"""
)  # an address that stands on the file's own


def joined_styles(name: str, read: Callable[[str], str]) -> str:
    """The style sheet of this name with those that it imports, each in its layer. `read` gives a sheet's text."""

    def put_in(found: re.Match) -> str:
        imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
        style = BESIDE.sub(lambda address: f'url("{moved(address[1], imported)}")', joined_styles(imported, read))
        return f"@layer {found[2]} {{\n{style}\n}}" if found[2] else style

    def moved(address: str, sheet: str) -> str:
        return posixpath.relpath(posixpath.join(posixpath.dirname(sheet), address), posixpath.dirname(name) or ".")

    return IMPORT.sub(put_in, read(name))
