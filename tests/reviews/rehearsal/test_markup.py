"""The contract of fragments, as simulated people keep it."""

import pytest

from reviews.rehearsal import markup

LIST = '<ol id="entries-1"><li class="none">Nothing</li><li id="entry-1">One</li></ol><p id="count">1</p>'


@pytest.mark.parametrize(
    ("fragment", "after"),
    [
        ('<li id="entry-2" data-into="entries-1">Two</li>', "Nothing One Two 1"),
        ('<li id="entry-1" data-into="entries-1">Other</li>', "Nothing Other 1"),
        ('<li id="entry-1" data-gone></li>', "Nothing 1"),
        ('<li id="entry-9" data-gone></li>', "Nothing One 1"),
        ('<li id="entry-2" data-into="entries-2">Elsewhere</li>', "Nothing One 1"),
        ("<li>Nameless</li>", "Nothing One 1"),
        ('<li id="entry-2" data-into="entries-1">Two</li> <p id="count">2</p>', "Nothing One Two 2"),
    ],
    ids=["appended", "replaced", "removed", "gone already", "another list", "without a name", "two pieces"],
)
def test_a_fragment_becomes_part_of_a_pane(fragment, after):
    pane = markup.parsed(LIST.replace("</li>", " </li>").replace("</ol>", "</ol> "))
    markup.apply(pane, fragment.replace("</li>", " </li>"))

    assert markup.text(pane) == after


def test_a_list_keeps_as_many_rows_as_it_says():
    pane = markup.parsed(LIST.replace('id="entries-1"', 'id="entries-1" data-at-most="2"').replace("</li>", " </li>"))
    for number in range(2, 6):
        markup.apply(pane, f'<li id="entry-{number}" data-into="entries-1"> {number} </li>')

    assert markup.text(pane) == "Nothing One 4 5 1"


def test_space_between_elements_makes_no_difference_and_words_do():
    one = markup.parsed('<p class="a" id="b">Two <b>words</b></p>')

    assert markup.difference(one, markup.parsed('\n <p id="b" class="a"> Two\n <b>words</b> </p>')) == ""
    assert "words" in markup.difference(one, markup.parsed('<p class="a" id="b">Two <b>other</b></p>'))


def test_a_pane_that_ends_early_differs():
    assert markup.difference(markup.parsed("<p>One</p><p>Two</p>"), markup.parsed("<p>One</p>"))


def test_panes_are_found_in_a_page():
    page = """<main><live-pane data-src="/a/?x=1&amp;y=2" data-version="3" data-room="R"><p>One</p></live-pane>
    <live-pane data-src="/b/">Two</live-pane></main>"""
    panes = list(markup.panes_in(page))

    assert panes[0] == ({"data-src": "/a/?x=1&y=2", "data-version": "3", "data-room": "R"}, "<p>One</p>")
    assert panes[1][0] == {"data-src": "/b/"}
