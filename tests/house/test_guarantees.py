"""Every guarantee has a test, and no document promises anything without one."""

import ast
import re
from functools import cache

import pytest

from tests.house.sources import ROOT

GUARANTEES = (ROOT / "docs" / "guarantees.md").read_text()
ROW = re.compile(r"^\| ([A-Z]\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {code: (promise, kept) for code, promise, kept in ROW.findall(GUARANTEES)}
AREAS = {"D": "delivery", "I": "isolation", "A": "anonymity", "F": "faults", "L": "load", "U": "input", "S": "access"}
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CODE = re.compile(r"\[([A-Z]\d+)\]\(([\w./]*guarantees\.md)#(\w+)\)")
PROMISING = [ROOT / "SECURITY.md", ROOT / "README.md", ROOT / "docs" / "operations.md"]
# The headings of sections in which each paragraph, list item or row is a promise.
EACH_PROMISES = {
    "SECURITY.md": ["Whom Hashira trusts, and with what", "Who learns what of a comment", "What is intended"],
    "operations.md": ["What an outage does", "Logs", "How long the order of comments can be found"],
}


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def is_there(path: str, name: str) -> bool:
    return (ROOT / path).exists() and name in names_in(path)


def pieces(document: str, heading: str) -> list[str]:
    """The paragraphs, list items and rows of a section, without the header rows of tables."""
    section = re.split(r"^## ", document, flags=re.MULTILINE)
    (text,) = (part.partition("\n")[2] for part in section if part.partition("\n")[0] == heading)
    text = re.sub(r"^\|.*\|\n\|(?:---\|)+$", "", text, flags=re.MULTILINE)
    found = re.split(r"\n\n|\n(?=[|-])", text)
    return [piece.strip() for piece in found if piece.strip() and not piece.strip().endswith(":")]


def sentences(piece: str) -> list[str]:
    """The sentences of a paragraph or list item; of a row, those of each cell after the first."""
    cells = re.split(r" ?\| ?", piece)[2:-1] if piece.startswith("|") else [piece]
    return [one for cell in cells for one in re.split(r"(?<=\.)\s+(?=[A-Z`*])", cell) if one]


def promises_without_a_row(sentence: str) -> bool:
    return not CODE.search(sentence) and "**not** promised" not in sentence


def test_every_row_names_a_test_and_occurs_once_under_its_area():
    assert len(ROWS) > 40
    assert len(ROW.findall(GUARANTEES)) == len(re.findall(r"^\| [A-Z]\d", GUARANTEES, re.MULTILINE)) == len(ROWS)
    area = ""
    for line in GUARANTEES.splitlines():
        if line.startswith("## "):
            area = line.removeprefix("## ").lower()
        if row := ROW.fullmatch(line):
            assert AREAS[row[1][0]] == area, row[1]
            assert NAMED.search(row[3]), row[1]


def test_every_test_that_is_named_is_there():
    named = [(code, *test) for code, (_promise, kept) in ROWS.items() for test in NAMED.findall(kept)]
    assert [each for each in named if not is_there(*each[1:])] == []
    assert NAMED.sub("", "".join(kept for _promise, kept in ROWS.values())).strip(", ") == "", "nothing else is named"


def test_a_test_that_is_not_there_would_be_seen():
    assert not is_there("tests/house/test_guarantees.py", "test_that_nobody_wrote")
    assert not is_there("tests/house/nowhere.py", "test_a_test_that_is_not_there_would_be_seen")
    assert is_there("tests/house/test_guarantees.py", "test_a_test_that_is_not_there_would_be_seen")


@pytest.mark.parametrize("page", PROMISING, ids=lambda page: page.name)
def test_every_row_that_a_document_refers_to_is_there(page):
    for code, link, area in CODE.findall(page.read_text()):
        assert code in ROWS, code
        assert (page.parent / link).resolve() == ROOT / "docs" / "guarantees.md"
        assert area == AREAS[code[0]], code
    assert not re.search(r"(?<!\[)\b[DIAFLUS]\d{1,2}\b(?!\])", re.sub(r"`[^`]*`", "", page.read_text())), (
        "a code without its link"
    )


@pytest.mark.parametrize(("page", "heading"), [(page, each) for page, found in EACH_PROMISES.items() for each in found])
def test_in_the_sections_that_promise_each_paragraph_refers_to_a_row(page, heading):
    document = next(each for each in PROMISING if each.name == page).read_text()
    found = pieces(document, heading)
    assert len(found) > 1
    assert [piece for piece in found if promises_without_a_row(piece)] == []


@pytest.mark.parametrize("heading", EACH_PROMISES["SECURITY.md"])
def test_each_single_sentence_of_the_security_page_refers_to_a_row(heading):
    found = pieces((ROOT / "SECURITY.md").read_text(), heading)
    asked = [sentence for piece in found if "**not** promised" not in piece for sentence in sentences(piece)]
    assert len(asked) > 5
    assert [sentence for sentence in asked if promises_without_a_row(sentence)] == []


def test_a_sentence_without_a_row_is_found_between_others():
    row = "| a guest | read [S1](docs/guarantees.md#access). Write too | nothing [S2](docs/guarantees.md#access) |"
    assert [sentence for sentence in sentences(row) if promises_without_a_row(sentence)] == ["Write too"]
    text = "- **It is safe**: yes [S1](docs/guarantees.md#access). It never fails. It is `fast` [S2](docs/guarantees.md#access)."
    assert [sentence for sentence in sentences(text) if promises_without_a_row(sentence)] == ["It never fails."]
