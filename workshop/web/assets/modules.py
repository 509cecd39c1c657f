"""One ES module out of the many that import each other."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import (?:(?:\{([^}]*)\}|\* as (\w+)) from )?"(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*?|class|const) (\w+))", re.MULTILINE)
EXPORTS = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
RENAMED = re.compile(r"(\w+) as (\w+)")
# What a scope cannot hold: `let` stays bound to what it is later, and the others need a file of their own.
NOT_JOINED = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*[(.].*", re.MULTILINE)


def joined_modules(name: str, read: Callable[[str], str]) -> str:
    """The module of this name after those that it imports, each in a scope of its own, run once and in the order of the
    standard. `read` gives a module's text. ValueError names what cannot be joined: a circle, or a statement.
    """
    numbers: dict[str, int] = {}
    scopes: list[str] = []

    def add(module: str, way: tuple[str, ...]) -> str:
        """The variable that holds what this module exports."""
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
