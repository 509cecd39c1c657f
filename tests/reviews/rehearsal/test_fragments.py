"""Fragments become part of a pane by the same rules as in a browser: tests/javascript/fragment-cases.test.js runs the same cases."""

import json
from pathlib import Path

import pytest

from reviews.rehearsal import fragments, markup
from tests.history.page import parsed as parsed_by_lxml

CASES = json.loads(Path("tests/fragments.json").read_text())


@pytest.mark.parametrize(
    "parse", [fragments.parsed, parsed_by_lxml], ids=["the rehearsal's parser", "the history's parser"]
)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_of_a_fragment(case, parse):
    pane = parse(case["pane"])
    fragments.apply(pane, case["fragment"], parse)

    assert fragments.difference(pane, parse(case["after"])) == ""


def test_a_fragment_is_applied_anew_to_each_pane():
    one, other = (fragments.parsed("<ol id='talk'></ol>") for _pane in range(2))
    for _time in range(2):
        for pane in (one, other):
            fragments.apply(pane, "<li id='a' data-into='talk'>A</li>")

    assert markup.text(one) == markup.text(other) == "A"


def test_space_between_elements_makes_no_difference_and_words_do():
    one = fragments.parsed('<p class="a" id="b">Two <b>words</b></p>')

    assert fragments.difference(one, fragments.parsed('\n <p id="b" class="a"> Two\n <b>words</b> </p>')) == ""
    assert "words" in fragments.difference(one, fragments.parsed('<p class="a" id="b">Two <b>other</b></p>'))


def test_a_pane_that_ends_early_differs():
    assert fragments.difference(fragments.parsed("<p>One</p><p>Two</p>"), fragments.parsed("<p>One</p>"))


def test_panes_are_found_in_a_page():
    page = """<main><live-pane data-src="/a/?x=1&amp;y=2" data-version="3" data-room="R"><p>One</p></live-pane>
    <live-pane data-src="/b/">Two</live-pane></main>"""
    panes = list(markup.panes_in(page))

    assert panes[0] == ({"data-src": "/a/?x=1&y=2", "data-version": "3", "data-room": "R"}, "<p>One</p>")
    assert panes[1][0] == {"data-src": "/b/"}
