"""Fragments put into panes by the rules of docs/protocol.md, as static/js/live/fragments.js does in browsers; and panes compared.

Both are tested with the same cases (tests/fragments.json). The tree may be one of the standard library or of lxml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import lru_cache
from itertools import zip_longest
from xml.etree.ElementTree import Element

import tinyhtml5

type Parse = Callable[[str], Element]


def parsed(html: str) -> Element:
    """Return a new tree. Many pages receive the same bytes, and parsing costs much more than copying a tree."""
    return deepcopy(_parsed(html))


@lru_cache(maxsize=512)
def _parsed(html: str) -> Element:
    return tinyhtml5.parse(html, namespace_html_elements=False).find("body")


def apply(pane: Element, fragment: str, parse: Parse = parsed) -> None:
    """Apply each top-level element of a fragment to a pane. `parse` is the parser that made the pane."""
    for piece in list(parse(fragment)):
        if piece.get("id"):
            _apply_piece(pane, piece)


def difference(one: Element, other: Element) -> str:
    """Describe in one line where two panes first differ; empty if they differ only by white space between elements.

    Expected times are compared by what they are computed from, because what they show goes on with every minute.
    """
    for mine, theirs in zip_longest(_lines(one), _lines(other), fillvalue="nothing"):
        if mine != theirs:
            return f"{mine!r:.160} instead of {theirs!r:.160}"
    return ""


def _apply_piece(pane: Element, piece: Element) -> None:
    known = _find(pane, piece.get("id", ""))
    if piece.get("data-gone") is not None:
        if known:
            _remove(*known)
        return
    only_replaces = piece.attrib.pop("data-replaces", None) is not None
    target = None if only_replaces else _find(pane, piece.get("data-into", ""))
    following = _find(pane, piece.attrib.pop("data-before", ""))
    if known:
        parent, old = known
        piece.tail = old.tail
        parent[list(parent).index(old)] = piece
    elif target:
        _parent, rows = target
        piece.tail = None
        if following:
            parent, sibling = following
            parent.insert(list(parent).index(sibling), piece)
        else:
            rows.append(piece)
        _shorten(rows)


def _shorten(rows: Element) -> None:
    if most := int(rows.get("data-at-most") or 0):
        told = [row for row in rows if row.get("data-into") is not None]
        for row in told[: max(0, len(told) - most)]:
            _remove(rows, row)


def _remove(parent: Element, child: Element) -> None:
    """Remove an element but not the text that follows it."""
    if child.tail:
        at = list(parent).index(child)
        if at:
            parent[at - 1].tail = (parent[at - 1].tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _find(pane: Element, name: str) -> tuple[Element, Element] | None:
    """Find the element with this id, and its parent."""
    if not name:
        return None
    return next(((parent, child) for parent in pane.iter() for child in parent if child.get("id") == name), None)


def _lines(element: Element) -> Iterator[object]:
    if element.get("data-expected"):
        yield element.tag, sorted((name, value) for name, value in element.attrib.items() if name != "datetime")
        return
    yield element.tag, sorted(element.attrib.items())
    if words := (element.text or "").strip():
        yield words
    for child in element:
        yield from _lines(child)
        if words := (child.tail or "").strip():
            yield words
    yield "end", element.tag
