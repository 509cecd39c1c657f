"""Joins an ES module and all modules it imports into one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import (?:(?:\{([^}]*)\}|\* as (\w+)) from )?"(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*?|class|const) (\w+))", re.MULTILINE)
EXPORTS = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
RENAMED = re.compile(r"(\w+) as (\w+)")
# Not supported in a joined module: an exported `let` is a live binding, and other forms need a file of their own.
NOT_JOINED = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*[(.].*", re.MULTILINE)


def joined_modules(name: str, read: Callable[[str], str]) -> str:
    """The text of the joined module: each module in a scope of its own, run once, in the order of the standard.

    `read` returns a module's text. Raises ValueError for a circle of imports or a statement that cannot be joined.
    """
    numbers: dict[str, int] = {}
    scopes: list[str] = []

    def add(module: str, way: tuple[str, ...]) -> str:
        """Add this module and return the variable with its exports."""
        if module in way:
            raise ValueError(f"{' → '.join((*way, module))}: modules that import each other in a circle are not joined")
        if module not in numbers:
            text = IMPORT.sub(lambda found: bound(found, module, way), read(module))
            names = [*EXPORT.findall(text), *(names for names in EXPORTS.findall(text) if names.strip())]
            text = EXPORT.sub("", EXPORTS.sub("", text))
            if left := NOT_JOINED.search(text):
                raise ValueError(f"{module}: {left[0].strip()!r} is not joined")
            numbers[module] = len(numbers)
            exported = RENAMED.sub(r"\2: \1", ", ".join(names))
            scopes.append(f"const module{numbers[module]} = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();\n")
        return f"module{numbers[module]}"

    def bound(found: re.Match, module: str, way: tuple[str, ...]) -> str:
        names, everything, address = found.groups()
        variable = add(posixpath.normpath(posixpath.join(posixpath.dirname(module), address)), (*way, module))
        if everything:
            return f"const {everything} = {variable};"
        return f"const {{{RENAMED.sub(r'\1: \2', names)}}} = {variable};" if names else ""

    add(name, ())
    return "".join(scopes)
