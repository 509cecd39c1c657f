"""Joins a style sheet and all sheets it imports into one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\(([\w-]+)\))?;')
# An address relative to the file.
RELATIVE = re.compile(r"""url\(["']?(?!["']?(?:[a-z]+:|/|\#))([^"')]+)["']?\)""")


def joined_styles(name: str, read: Callable[[str], str]) -> str:
    """The text of the joined style sheet, with each imported sheet in its layer. `read` returns a sheet's text."""

    def put_in(found: re.Match) -> str:
        imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
        style = RELATIVE.sub(lambda address: f'url("{moved(address[1], imported)}")', joined_styles(imported, read))
        return f"@layer {found[2]} {{\n{style}\n}}" if found[2] else style

    def moved(address: str, sheet: str) -> str:
        return posixpath.relpath(posixpath.join(posixpath.dirname(sheet), address), posixpath.dirname(name) or ".")

    return IMPORT.sub(put_in, read(name))
