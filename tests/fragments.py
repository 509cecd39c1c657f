"""What a browser does with what it hears (static/js/live/fragments.js), for tests that ask whether hearing equals fetching."""

from __future__ import annotations

from lxml import etree, html


def applied(pane: str, fragment: str) -> str:
    """The pane after the fragment."""
    root = parsed(pane)
    apply(root, fragment)
    return normal(root).removeprefix("<main>").removesuffix("</main>")


def parsed(pane: str) -> html.HtmlElement:
    return html.fragment_fromstring(pane, create_parent="main")


def apply(root: html.HtmlElement, fragment: str) -> None:
    """Each element of the fragment replaces the one of its id, removes it, or is put where it says.

    The first rows of a list that then holds more than its `data-at-most` go.
    """
    for element in html.fragments_fromstring(fragment):
        present = root.xpath("//*[@id=$id]", id=element.get("id"))
        into = root.xpath("//*[@id=$id]", id=element.get("data-into") or "")
        following = root.xpath("//*[@id=$id]", id=element.attrib.pop("data-before", ""))
        if element.get("data-gone") is not None:
            for old in present:
                old.drop_tree()
        elif present:
            element.tail = present[0].tail
            present[0].getparent().replace(present[0], element)
        elif into:
            if following:
                following[0].addprevious(element)
            else:
                into[0].append(element)
            rows = into[0].xpath("*[@data-into]")
            for row in rows[: max(0, len(rows) - int(into[0].get("data-at-most", len(rows))))]:
                row.drop_tree()


def fetched(pane: str) -> str:
    return normal(parsed(pane))


def normal(root) -> str:
    """Markup without the white space between elements, which browsers do not show."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        element.text = (element.text or "").strip() or None
        element.tail = (element.tail or "").strip() or None
    return etree.tostring(root, encoding="unicode", method="html")
