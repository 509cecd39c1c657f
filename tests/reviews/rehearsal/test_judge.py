"""The judge finds what is wrong: each kind of violation is made on purpose."""

from types import SimpleNamespace

import pytest

from reviews.rehearsal import judge, markup
from reviews.rehearsal.page import Page, Pane
from reviews.rehearsal.record import Journal

ROOM = "11111111-1111-1111-1111-111111111111"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(judge, "SETTLED_WITHIN", 0.0)


@pytest.fixture
def journal() -> Journal:
    return Journal(say=lambda line: None)


def pane(src: str, content: str, version: int = 1) -> Pane:
    return Pane({"data-pane": src, "data-src": src, "data-room": ROOM, "data-version": str(version)}, content)


def person(journal: Journal, name: str, *panes: Pane, table: str = "/t/1/", fetched: str = ""):
    async def get(src, **_how):
        return SimpleNamespace(status_code=200, text=fetched, headers={"Room-Version": "1"})

    page = Page(SimpleNamespace(who=name, journal=journal, participant=True, get=get))
    page.panes, page.language = list(panes), "en"
    return SimpleNamespace(name=name, page=page, table=table)


def said(journal: Journal, kind: str = "talk", table: str = "/t/1/") -> str:
    mark = journal.mark(kind, 0, table)
    journal.said[mark].ok = 0.1
    return mark


async def test_a_post_that_a_member_does_not_see_is_a_violation(journal):
    mark = said(journal)
    ben, chi = (
        person(journal, "Ben", pane("/t/1/talk/", f"<li>{mark}</li>")),
        person(journal, "Chi", pane("/t/1/talk/", "")),
    )
    await judge.everyone_saw(journal, [ben, chi], 0)

    assert [violation.split("s  ", 1)[1] for violation in journal.violations] == [f"Chi sees the talk {mark} 0 times"]


async def test_a_post_seen_twice_is_a_violation(journal):
    mark = said(journal)
    await judge.everyone_saw(
        journal, [person(journal, "Ben", pane("/t/1/talk/", f"<li>{mark}</li><li>{mark}</li>"))], 0
    )

    assert "2 times" in journal.violations[0]


async def test_a_post_that_everyone_saw_once_is_fine(journal):
    mark = said(journal)
    await judge.everyone_saw(journal, [person(journal, "Ben", pane("/t/1/talk/", f"<li>{mark}</li>"))], 0)

    assert journal.violations == []


async def test_hearing_something_else_than_is_fetched_is_a_violation(journal):
    ben = person(journal, "Ben", pane("/t/1/talk/", "<p>One</p>"), fetched="<p>Two</p>")
    await judge.hearing_is_fetching(journal, [ben.page])

    assert "One" in journal.violations[0]
    assert journal.counts["panes compared"] == 1


async def test_staying_behind_is_a_violation(journal):
    ben = person(journal, "Ben", pane("/t/1/talk/", "", version=0), fetched="<p>Two</p>")
    await judge.hearing_is_fetching(journal, [ben.page])

    assert "Ben at 0" in journal.violations[0]


def test_another_tables_talk_is_a_violation_and_a_finding_is_one_until_it_is_presented(journal):
    ben = person(journal, "Ben", table="/t/2/")
    talk, early, presented = said(journal), said(journal, "finding"), said(journal, "finding")
    journal.said[presented].open_from = 0.0
    journal.received("Ben", f"{talk} {early} {presented}", participant=True)
    judge.nobody_saw_what_is_not_theirs(journal, [ben], {"Ben": "/t/2/"})

    assert [
        mark for mark in (talk, early, presented) if any(mark in violation for violation in journal.violations)
    ] == [talk, early]


def test_what_is_the_desks_own_is_a_violation_for_participants_alone(journal):
    journal.secrets["the good answer"] = "the answer to a planted gap"
    journal.received("Ana", "<p>the good answer</p>", participant=False)
    assert journal.violations == []

    journal.received("Ben", "<p>the good answer</p>", participant=True)
    assert "planted gap" in journal.violations[0]


@pytest.mark.parametrize(
    ("versions", "found"),
    [((5, 6, 7), 0), ((5, 5), 1), ((5, 7), 1), ((6, 5), 1)],
    ids=["in order", "twice", "a hole", "backwards"],
)
def test_versions_come_in_order(journal, versions, found):
    page = person(journal, "Ben", pane("/t/1/talk/", "", version=4)).page
    last_told, known = {}, {}
    for version in versions:
        page._check_order({"room": ROOM, "after": version - 1, "v": version}, last_told, known)

    assert len(journal.violations) == found


def test_members_who_hear_different_words_in_one_version_are_a_violation(journal):
    journal.told("Ben", {"room": ROOM, "v": 1, "what": "entry", "html": "One"}, "en")
    journal.told("Chi", {"room": ROOM, "v": 1, "what": "entry", "html": "Eins"}, "de")
    assert journal.violations == []

    journal.told("Dov", {"room": ROOM, "v": 1, "what": "entry", "html": "Two"}, "en")
    assert len(journal.violations) == 1


def test_a_server_error_is_a_violation(journal):
    journal.answered("Ben", "talk", 503, 0.1, wanted=())
    assert "503" in journal.violations[0]


def test_an_unread_comment_is_a_violation(journal):
    said(journal, "comment", "")
    judge.every_comment_came_out(journal, set(), [])
    assert "never reached the desk" in journal.violations[0]


def test_the_text_of_a_pane_is_what_a_reader_sees():
    assert markup.text(markup.parsed("<p>One <b>two</b></p>\n<p>three</p>")) == "One two three"
