"""Extension points: what features above show on the pages of workshop, and the pages that these pages link to.

Features register themselves when Django starts (apps.py of their app), so that workshop names none of them. A point shows what
was registered for it, in the order of registration.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pane:
    """A pane by its URL name, with the options of the tag `pane` (live/tags.py)."""

    name: str
    options: dict[str, Any]


_shown: dict[str, list[Pane | str]] = defaultdict(list)  # a string is the name of a template
_pages: dict[str, str] = {}


def show_pane(point: str, name: str, **options: Any) -> None:
    """Show a pane of the session, named by its URL name, at this point."""
    _shown[point].append(Pane(name, options))


def show_template(point: str, template: str) -> None:
    """Include a template at this point. It gets the page's context."""
    _shown[point].append(template)


def shown_at(point: str) -> list[Pane | str]:
    return list(_shown[point])


def name_page(page: str, route: str) -> None:
    """Say which route leads to a page that workshop links to."""
    _pages[page] = route


def route_of(page: str) -> str:
    return _pages[page]
