"""Markup as a browser takes it: the panes of a page, a told fragment put into a pane, and two panes compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from html import unescape
from itertools import zip_longest
from xml.etree.ElementTree import Element

import tinyhtml5

PANE = re.compile(r"<live-pane\b([^>]*)>(.*?)</live-pane>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def parsed(html: str) -> Element:
    """A tree of one's own. Many people get the same bytes, and parsing is what costs."""
    return deepcopy(_parsed(html))


@lru_cache(maxsize=512)
def _parsed(html: str) -> Element:
    return tinyhtml5.parse(html, namespace_html_elements=False).find("body")


def found(pattern: re.Pattern[str], text: str) -> str:
    """What the pattern's group holds where it first fits. LookupError, naming the pattern, if it fits nowhere."""
    if match := pattern.search(text):
        return match[1]
    raise LookupError(f"nothing here looks like {pattern.pattern}")


def panes_in(page: str) -> Iterator[tuple[dict[str, str], str]]:
    """The attributes and the content of each pane in a page. Panes never stand in each other."""
    for attributes, content in PANE.findall(page):
        yield {name: unescape(value) for name, value in ATTRIBUTE.findall(attributes)}, content


def apply(root: Element, fragment: str) -> None:
    """Put a told fragment into a pane: replaced by id, removed when `data-gone`, put where `data-into` says, else left out.

    A list keeps as many rows as its `data-at-most` says; the first go.
    """
    for piece in list(parsed(fragment)):
        if not piece.get("id"):
            continue
        known = _place(root, piece.get("id", ""))
        target = _place(root, piece.get("data-into", ""))
        following = _place(root, piece.attrib.pop("data-before", ""))
        if piece.get("data-gone") is not None:
            if known:
                known[0].remove(known[1])
        elif known:
            known[0][list(known[0]).index(known[1])] = piece
        elif target:
            place = list(target[1]).index(following[1]) if following else len(target[1])
            target[1].insert(place, piece)
            _shorten(target[1])


def text(root: Element) -> str:
    return " ".join("".join(root.itertext()).split())


def with_attribute(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if element.get(name) is not None]


def difference(one: Element, other: Element) -> str:
    """Where two panes differ first, as one line; empty if they are the same but for space between elements."""
    for mine, theirs in zip_longest(_lines(one), _lines(other), fillvalue="nothing"):
        if mine != theirs:
            return f"{mine!r:.160} instead of {theirs!r:.160}"
    return ""


def _lines(element: Element) -> Iterator[object]:
    yield element.tag, sorted(element.attrib.items())
    if words := (element.text or "").split():
        yield " ".join(words)
    for child in element:
        yield from _lines(child)
        if words := (child.tail or "").split():
            yield " ".join(words)
    yield "end", element.tag


def _shorten(rows: Element) -> None:
    told = [row for row in rows if row.get("data-into")]
    for row in told[: max(0, len(told) - int(rows.get("data-at-most", len(told))))]:
        rows.remove(row)


def _place(root: Element, name: str) -> tuple[Element, Element] | None:
    """The element of this id with its parent."""
    if not name:
        return None
    return next(((parent, child) for parent in root.iter() for child in parent if child.get("id") == name), None)
