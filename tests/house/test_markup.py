"""Markup is in templates, behavior in scripts, appearance in style sheets. The content security policy blocks the rest."""

import ast
import re

import pytest

from tests.house.sources import ROOT, place, templates, trees

TAGS = (
    "a abbr article aside b blockquote body br button circle code dd details dialog div dl dt em fieldset figure "
    "footer form g h1 h2 h3 h4 h5 h6 head header hr html i iframe img input label legend li line link main mark meta "
    "nav ol option output p path pre ruby script section select slot small span strong style sub summary sup svg table "
    "tbody td template textarea tfoot th thead time title tr u ul video wbr"
)
TAG = re.compile(rf"</?(?:{'|'.join(TAGS.split())})(?=[\s/>]|$)", re.IGNORECASE)

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\shx-on\b|\shx-on:", re.IGNORECASE),
}


def strings_of(tree: ast.Module):
    """All strings except docstrings and regular expressions for markup; the parts of f-strings separately."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {id(call.args[0]) for call in ast.walk(tree) if isinstance(call, ast.Call) and is_pattern(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node


def is_pattern(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "re.compile" and bool(call.args)


def inline_in(text: str) -> list[tuple[int, str]]:
    return [
        (text.count("\n", 0, match.start()) + 1, what)
        for what, pattern in INLINE.items()
        for match in pattern.finditer(text)
    ]


def test_no_html_in_python():
    found = [place(path, node.lineno) for path, tree in trees() for node in strings_of(tree) if TAG.search(node.value)]
    assert not found


# Browsers' own dialogs are not in the page's language, and no reader of the page can style or test them.
BROWSER_DIALOG = re.compile(r"\bhx-(?:confirm|prompt)\b|(?<![#.\w])(?:window\.)?(?:confirm|alert|prompt)\(")


def test_no_page_opens_a_dialog_of_the_browser():
    scripts = list((ROOT / "static/js").rglob("*.js"))
    found = [
        place(path, text.count("\n", 0, match.start()) + 1)
        for path in [*templates(), *scripts]
        for text in [path.read_text()]
        for match in BROWSER_DIALOG.finditer(text)
    ]
    assert not found


@pytest.mark.parametrize(
    ("text", "is_dialog"),
    [
        ("<button hx-confirm='Sure?'>", True),
        ("if (confirm(text))", True),
        ("window.confirm(text)", True),
        ("alert('!')", True),
        ("this.#confirm(event)", False),
        ('"htmx:confirm"', False),
    ],
)
def test_a_dialog_of_the_browser_would_be_seen(text, is_dialog):
    assert bool(BROWSER_DIALOG.search(text)) is is_dialog


def test_no_inline_script_or_style_in_templates():
    found = [f"{place(path, line)} has {what}" for path in templates() for line, what in inline_in(path.read_text())]
    assert not found


@pytest.mark.parametrize(
    ("text", "is_html"),
    [("'<p>'", True), ("f'<a href={x}>'", True), ("'</li>'", True), ("'<uuid:session>/'", False), ("'a < b'", False)],
)
def test_html_in_a_string_would_be_seen(text, is_html):
    assert any(TAG.search(node.value) for node in strings_of(ast.parse(f"x = {text}"))) is is_html


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p {}</style>",
        '<p class="x" style="color: red">',
        '<p onclick="go()">',
        '<a href="javascript:go()">',
        '<p hx-on:click="go()">',
    ],
)
def test_something_inline_would_be_seen(text):
    assert inline_in(text)


def test_what_is_linked_is_not_inline():
    assert not inline_in('<script type="module" src="{% static "js/app.js" %}"></script> <p data-on="1" lang="ja">')


FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)


def test_browsers_do_not_store_the_fields_of_a_session_for_the_next_person():
    """A browser would fill the fields again for the next person who goes back to the page on a shared device."""
    forms = [(path, *form) for path in templates() for form in FORM.findall(path.read_text())]
    written = [(path, said) for path, said, inside in forms if "data-draft" in said or "<textarea" in inside]
    assert len(written) >= 6
    assert [str(path) for path, said in written if 'autocomplete="off"' not in said] == []


LIMIT = 140


def long_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LIMIT]


def test_no_line_of_a_template_or_style_sheet_is_long():
    """The formatters leave some long lines alone: djade never breaks a line, and biome breaks no comment and no address."""
    sheets = [path for folder in ("css", "pdf") for path in sorted((ROOT / "static" / folder).rglob("*.css"))]
    assert sheets
    found = [place(path, line) for path in [*templates(), *sheets] for line in long_lines(path.read_text())]
    assert not found


def test_a_long_line_would_be_seen():
    assert long_lines("\n".join(["a" * LIMIT, "b" * (LIMIT + 1), "あ" * LIMIT])) == [2]
