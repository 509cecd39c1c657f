"""What is read from the markup of a page: its panes, and what their elements say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

PANE = re.compile(r"<live-pane\b([^>]*)>(.*?)</live-pane>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def found(pattern: re.Pattern[str], text: str) -> str:
    """Return the pattern's group at the first match. Raises LookupError, which names the pattern, if there is none."""
    if match := pattern.search(text):
        return match[1]
    raise LookupError(f"nothing here matches {pattern.pattern}")


def panes_in(page: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the attributes and the content of each pane in a page. Panes are never nested."""
    for attributes, content in PANE.findall(page):
        yield {name: unescape(value) for name, value in ATTRIBUTE.findall(attributes)}, content


def text(root: Element) -> str:
    return " ".join("".join(root.itertext()).split())


def with_attribute(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if element.get(name) is not None]
