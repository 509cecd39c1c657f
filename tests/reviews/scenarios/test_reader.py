"""The document as numbered paragraphs."""

import pytest

from reviews.scenarios import reader, shipped


def test_paragraphs_lists_and_tables_are_numbered_and_headings_are_not():
    found = reader.blocks("## One\n\nFirst.\n\n- a\n- b\n\n| x |\n|---|\n| 1 |\n\n## Two\n\nLast.")
    assert [(block.number, block.anchor) for block in found] == [
        (None, "h1"),
        (1, "p1"),
        (2, "p2"),
        (3, "p3"),
        (None, "h2"),
        (4, "p4"),
    ]
    assert [block.plain for block in found if block.number] == [True, False, False, True]


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "![x](https://evil.example/x.png)",
        "<svg onload=alert(1)>",
        "<style>*{}</style>",
    ],
)
def test_no_markup_of_a_document_runs_or_fetches(markdown):
    html = "".join(block.html for block in reader.blocks(markdown))
    assert not any(bad in html for bad in ("<script", "<img", "<svg", "<style", "<a ", "href="))


def test_both_languages_of_the_shipped_document_have_the_same_numbers():
    documents = shipped.read("yamagara-parcels").documents
    numbers = [[block.number for block in reader.blocks(markdown)] for markdown in documents.values()]
    assert numbers[0] == numbers[1]
