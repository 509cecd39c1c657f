"""A pane as a browser holds it: fetched, then changed by what is told, as static/js/live/fragments.js does."""

from __future__ import annotations

import re

from lxml import html


def tree(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="div")


def apply(pane: html.HtmlElement, told: str) -> None:
    for piece in tree(told):
        name = piece.get("id")
        following = pane.xpath("//*[@id=$name]", name=piece.attrib.pop("data-before", ""))
        known = pane.xpath("//*[@id=$name]", name=name)
        if "data-gone" in piece.attrib:
            for element in known:
                element.drop_tree()
        elif known:
            known[0].getparent().replace(known[0], piece)
        elif following:
            following[0].addprevious(piece)
        elif into := pane.xpath("//*[@id=$name]", name=piece.get("data-into") or ""):
            into[0].append(piece)


def seen(pane: html.HtmlElement) -> str:
    """The pane's markup, whatever the white space."""
    return re.sub(r">\s+|\s+<|\s+", lambda space: space.group().strip() or " ", html.tostring(pane, encoding="unicode"))
