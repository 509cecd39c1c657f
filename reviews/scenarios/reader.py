"""Splits a Markdown document into numbered paragraphs. A number means the same paragraph in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED = {
    "p",
    "em",
    "strong",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
}


_CELL_END = re.compile(r"</t[dh]>")
_LINE_END = re.compile(r"</(?:tr|li|p|pre)>|<br>")


@dataclass(frozen=True)
class Block:
    """A heading (`number` None) or a paragraph, list or table with its number. `html` is sanitized."""

    number: int | None
    html: SafeString
    anchor: str
    plain: bool = True  # a paragraph of text, whose html is without <p>; lists and tables include their element

    @property
    def text(self) -> str:
        """The block without markup. Items of a list and rows of a table have a line each, and cells a wide space between."""
        marked = _LINE_END.sub("\n", _CELL_END.sub("\t", self.html.replace("\n", " ")))
        lines = (line.rstrip("\t ").split("\t") for line in unescape(strip_tags(marked)).split("\n"))
        cells = ("\u2003".join(" ".join(cell.split()) for cell in line) for line in lines)
        return "\n".join(filter(None, cells))


def blocks(markdown: str) -> list[Block]:
    """The blocks of the document in order. Raw HTML in it is shown as text, and the rendered HTML is sanitized."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
    found: list[Block] = []
    number = headings = 0
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting >= 0:
            start = index
        if token.level != 0 or token.nesting > 0:
            continue
        part = tokens[start : index + 1]
        if token.type == "heading_close":
            headings += 1
            found.append(Block(None, _safe(parser, part[1:-1]), f"h{headings}"))
            continue
        number += 1
        plain = token.type == "paragraph_close"
        found.append(Block(number, _safe(parser, part[1:-1] if plain else part), f"p{number}", plain))
    return found


def _safe(parser: MarkdownIt, tokens: list) -> SafeString:
    html = parser.renderer.render(tokens, parser.options, {})
    return mark_safe(nh3.clean(html, tags=ALLOWED, attributes={}))  # noqa: S308  sanitized in this line
