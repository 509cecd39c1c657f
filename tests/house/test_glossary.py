"""Words of earlier versions are gone from file names, identifiers and documents (docs/glossary.md)."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
FOLDERS = (
    "workshop",
    "reviews",
    "templates",
    "static/css",
    "static/js",
    "static/pdf",
    "tests",
    "bench",
    "bin",
    "deploy",
    "docs",
)
TEXTS = ROOT / "reviews" / "content"  # what lenses and scenarios say is not about the product
_LIST = GLOSSARY.read_text().partition("## Words of earlier versions")[2]
RETIRED = set(re.findall(r"[a-z]+", " ".join(re.findall(r"^\| ([a-z, ]+) \|", _LIST, re.MULTILINE)))) - {"not"}
CLOCK = re.compile(r"wall[ _-](clock|time)", re.IGNORECASE)  # a term of its own


def words(text: str) -> set[str]:
    """`deal_withCards` gives deal, with, cards."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", CLOCK.sub("", text))
    return set(re.findall(r"[a-z]+", apart.lower()))


def retired_in(text: str) -> set[str]:
    return {word for word in words(text) if word in RETIRED or word.removesuffix("s") in RETIRED}


def files(*endings: str) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            is_ours = "migrations" not in path.parts and not path.is_relative_to(TEXTS) and path != Path(__file__)
            if is_ours and path.is_file() and path.suffix in endings:
                yield path


def identifiers(path: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], token.string


def lines(path: Path) -> Iterator[tuple[int, str]]:
    yield from enumerate(path.read_text().splitlines(), start=1)


@pytest.mark.parametrize("name", ["hall_of", "SEATS_AT_MOST", "isUnseated", "test_the_wall_shows_it", "porch"])
def test_a_retired_word_is_found_in_a_name(name):
    assert retired_in(name)


def test_no_file_is_named_by_a_retired_word():
    assert not [
        str(path.relative_to(ROOT)) for path in files(".py", ".html", ".css", ".js", ".md", "") if retired_in(path.stem)
    ]


def test_no_identifier_is_a_retired_word():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in files(".py")
        for line, name in identifiers(path)
        if retired_in(name)
    ]
    assert not found, "\n".join(found)


def test_no_script_and_no_style_sheet_uses_a_retired_word():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {' '.join(retired_in(line))}"
        for path in files(".js", ".css")
        for number, line in lines(path)
        if retired_in(line)
    ]
    assert not found, "\n".join(found)


def test_no_document_uses_a_retired_word():
    pages = [path for path in files(".md") if path != GLOSSARY] + [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
    ]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {' '.join(retired_in(line))}"
        for path in pages
        for number, line in lines(path)
        if retired_in(line)
    ]
    assert not found, "\n".join(found)
