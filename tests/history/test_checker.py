"""The checker is proved: each history here holds one thing that must not be, and it is found, by its name and nothing else."""

from __future__ import annotations

import pytest

from tests.history.checker import violations
from tests.history.record import History, Page, Row, mark

ONE, TWO, THREE, FOUR = map(mark, range(1, 5))
TABLE, OTHER = "table", "other"
PEOPLE = {"Ana": TABLE, "Ben": TABLE, "Chi": OTHER}


@pytest.fixture
def history() -> History:
    """Two lines of talk, a finding that was edited, and a comment; heard and seen by everyone, as it should be."""
    history = History(members=PEOPLE)
    for name, kind in ((ONE, "talk"), (TWO, "talk"), (THREE, "finding"), (FOUR, "edit")):
        history.add("Ana", "invoke", mark=name, kind=kind, place=TABLE)
        history.add("Ana", "ok", mark=name)
    for who in ("Ana", "Ben"):
        history.add(who, "heard", kind="subscribed", place="room", version=6, line=1)
        for version, name in ((7, ONE), (8, TWO), (9, THREE), (10, FOUR)):
            steps = {"after": version - 1, "version": version}
            history.add(who, "heard", kind="told", place="room", **steps, line=1, words=f"en {name}")
            history.add(who, "seen", mark=name)
        history.pages.append(Page(who, "talk", TABLE, (ONE, TWO)))
        history.pages.append(Page(who, "board", TABLE, (THREE, FOUR)))
    history.rows += [Row(ONE, "talk", TABLE, (7,)), Row(TWO, "talk", TABLE, (8,))]
    history.rows += [Row(THREE, "finding", TABLE, (9,), reads=FOUR), Row(FOUR, "edit", TABLE, (THREE, 0))]
    comment = mark(5)
    history.add("Chi", "invoke", mark=comment, kind="comment")
    history.add("Chi", "ok", mark=comment)
    history.add("the lead", "show", mark=comment)
    for who in PEOPLE:
        history.add(who, "seen", mark=comment)
        history.pages.append(Page(who, "comments", "", (comment,)))
    history.rows.append(Row(comment, "comment", "", ("batch", "id")))
    return history


def found(history: History) -> set[str]:
    return {violation.what for violation in violations(history)}


def page(history: History, who: str, pane: str) -> int:
    return next(at for at, one in enumerate(history.pages) if (one.who, one.pane) == (who, pane))


def test_a_history_as_it_should_be_is_left_alone(history):
    assert violations(history) == []


def test_an_acknowledged_post_that_is_nowhere_is_a_loss(history):
    history.add("Ben", "invoke", mark=mark(6), kind="talk", place=TABLE)
    history.add("Ben", "ok", mark=mark(6))
    assert found(history) == {"lost"}


def test_one_that_was_never_answered_may_be_there_or_not(history):
    history.add("Ben", "invoke", mark=mark(6), kind="talk", place=OTHER)
    assert found(history) == set()
    history.rows.append(Row(mark(6), "talk", OTHER, (3,)))
    history.pages.append(Page("Chi", "talk", OTHER, (mark(6),)))
    assert found(history) == set()


def test_a_post_that_is_missing_on_one_page_is_a_loss(history):
    history.pages[page(history, "Ben", "talk")] = Page("Ben", "talk", TABLE, (TWO,))
    assert found(history) == {"lost"}


def test_a_post_that_is_there_twice_is_a_double(history):
    history.rows.append(Row(ONE, "talk", TABLE, (7,)))
    assert "doubled" in found(history)


def test_a_post_that_stands_twice_on_one_page_is_a_double(history):
    history.pages[page(history, "Ben", "talk")] = Page("Ben", "talk", TABLE, (ONE, TWO, ONE))
    assert found(history) == {"doubled"}


def test_a_page_in_another_order_is_a_disorder(history):
    history.pages[page(history, "Ben", "talk")] = Page("Ben", "talk", TABLE, (TWO, ONE))
    assert found(history) == {"disorder"}


@pytest.mark.parametrize("version", [10, 7], ids=["again", "back"])
def test_a_version_that_is_told_again_or_late_is_a_disorder(history, version):
    history.add("Ben", "heard", kind="told", place="room", after=version - 1, version=version, line=1, words="en again")
    assert "disorder" in found(history)


def test_a_hole_that_nobody_speaks_of_is_a_disorder(history):
    history.add("Ben", "heard", kind="told", place="room", after=11, version=12, line=1, words="en later")
    assert found(history) == {"disorder"}


def test_after_a_word_of_the_hole_it_is_none(history):
    history.add("Ben", "heard", kind="behind", place="room", version=11, line=1)
    history.add("Ben", "heard", kind="told", place="room", after=11, version=12, line=1, words="en later")
    assert found(history) == set()


def test_one_version_with_two_wordings_is_a_disorder(history):
    history.add("Chi", "heard", kind="told", place="room", after=6, version=7, line=1, words="en otherwise")
    assert found(history) == {"disorder"}


def test_an_edit_over_an_edit_is_a_disorder(history):
    history.add("Ben", "invoke", mark=mark(6), kind="edit", place=TABLE)
    history.add("Ben", "ok", mark=mark(6))
    history.rows.append(Row(mark(6), "edit", TABLE, (THREE, 0)))
    assert "disorder" in found(history)


def test_what_another_table_wrote_is_a_leak_in_a_frame(history):
    history.add("Chi", "seen", mark=ONE)
    assert found(history) == {"leak"}


def test_what_another_table_wrote_is_a_leak_on_a_page(history):
    history.pages.append(Page("Chi", "talk", OTHER, (ONE,)))
    assert found(history) == {"leak"}


def test_a_frame_of_a_room_one_does_not_sit_in_is_a_leak(history):
    history.add("Chi", "stray", place="room")
    assert found(history) == {"leak"}


def test_a_comment_that_is_seen_before_it_is_shown_is_a_leak(history):
    history.add("Ana", "invoke", mark=mark(6), kind="comment")
    history.add("Ben", "seen", mark=mark(6))
    history.add("the lead", "show", mark=mark(6))
    assert found(history) == {"leak"}


def test_a_name_beside_a_comment_is_a_leak(history):
    history.pages.append(Page("Ben", "comments", "", (mark(5),), authors=("Guest0001",)))
    assert found(history) == {"leak"}


def test_what_was_refused_and_is_there_all_the_same_is_invented(history):
    history.add("Ben", "invoke", mark=mark(6), kind="talk", place=OTHER)
    history.add("Ben", "fail", mark=mark(6), words="422")
    history.rows.append(Row(mark(6), "talk", OTHER, (3,)))
    assert found(history) == {"invented"}


def test_a_pane_that_is_not_what_is_fetched_is_astray(history):
    history.pages.append(Page("Ana", "talk", TABLE, (ONE, TWO), difference="a word"))
    assert found(history) == {"astray"}
