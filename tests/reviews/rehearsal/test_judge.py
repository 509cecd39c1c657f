"""The judge finds what is wrong: each kind of violation is made on purpose."""

from types import SimpleNamespace

import pytest

from reviews.rehearsal import fragments, judge, markup
from reviews.rehearsal.page import Page
from reviews.rehearsal.pane import Pane
from reviews.rehearsal.record import Record

ROOM = "11111111-1111-1111-1111-111111111111"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(judge, "SETTLED_WITHIN", 0.0)


@pytest.fixture
def record() -> Record:
    return Record(say=lambda line: None)


def pane(src: str, content: str, version: int = 1) -> Pane:
    return Pane({"data-pane": src, "data-src": src, "data-room": ROOM, "data-version": str(version)}, content)


def person(record: Record, name: str, *panes: Pane, table: str = "/t/1/", fetched: str = ""):
    async def get(src, **_how):
        return SimpleNamespace(status_code=200, text=fetched, headers={"Room-Version": "1"})

    page = Page(SimpleNamespace(who=name, record=record, participant=True, get=get))
    page.panes, page.language = list(panes), "en"
    return SimpleNamespace(name=name, page=page, table=table)


def said(record: Record, kind: str = "talk", table: str = "/t/1/") -> str:
    mark = record.mark(kind, 0, table)
    record.said[mark].ok = 0.1
    return mark


async def test_a_post_that_a_member_does_not_see_is_a_violation(record):
    mark = said(record)
    ben, chi = (
        person(record, "Ben", pane("/t/1/talk/", f"<li>{mark}</li>")),
        person(record, "Chi", pane("/t/1/talk/", "")),
    )
    await judge.everyone_saw(record, [ben, chi], 0)

    assert [violation.split("s  ", 1)[1] for violation in record.violations] == [f"Chi sees the talk {mark} 0 times"]


async def test_a_post_seen_twice_is_a_violation(record):
    mark = said(record)
    await judge.everyone_saw(record, [person(record, "Ben", pane("/t/1/talk/", f"<li>{mark}</li><li>{mark}</li>"))], 0)

    assert "2 times" in record.violations[0]


async def test_a_post_that_everyone_saw_once_is_fine(record):
    mark = said(record)
    await judge.everyone_saw(record, [person(record, "Ben", pane("/t/1/talk/", f"<li>{mark}</li>"))], 0)

    assert record.violations == []


async def test_hearing_something_else_than_is_fetched_is_a_violation(record):
    ben = person(record, "Ben", pane("/t/1/talk/", "<p>One</p>"), fetched="<p>Two</p>")
    await judge.hearing_is_fetching(record, [ben.page])

    assert "One" in record.violations[0]
    assert record.counts["panes compared"] == 1


async def test_staying_behind_is_a_violation(record):
    ben = person(record, "Ben", pane("/t/1/talk/", "", version=0), fetched="<p>Two</p>")
    await judge.hearing_is_fetching(record, [ben.page])

    assert "Ben at 0" in record.violations[0]


def test_another_tables_talk_is_a_violation_and_a_finding_is_one_until_it_is_presented(record):
    ben = person(record, "Ben", table="/t/2/")
    talk, early, presented = said(record), said(record, "finding"), said(record, "finding")
    record.said[presented].open_from = 0.0
    record.received("Ben", f"{talk} {early} {presented}", participant=True)
    judge.nobody_saw_what_is_not_theirs(record, [ben], {"Ben": "/t/2/"})

    assert [mark for mark in (talk, early, presented) if any(mark in violation for violation in record.violations)] == [
        talk,
        early,
    ]


def test_what_is_the_desks_own_is_a_violation_for_participants_alone(record):
    record.secrets["the good answer"] = "the answer to a planted gap"
    record.received("Ana", "<p>the good answer</p>", participant=False)
    assert record.violations == []

    record.received("Ben", "<p>the good answer</p>", participant=True)
    assert "planted gap" in record.violations[0]


@pytest.mark.parametrize(
    ("versions", "found"),
    [((5, 6, 7), 0), ((5, 5), 1), ((5, 7), 1), ((6, 5), 1)],
    ids=["in order", "twice", "a hole", "backwards"],
)
def test_versions_come_in_order(record, versions, found):
    page = person(record, "Ben", pane("/t/1/talk/", "", version=4)).page
    last_told, known = {}, {}
    for version in versions:
        page._check_order({"room": ROOM, "after": version - 1, "v": version}, last_told, known)

    assert len(record.violations) == found


def test_members_who_hear_different_words_in_one_version_are_a_violation(record):
    record.told("Ben", {"room": ROOM, "v": 1, "what": "entry", "html": "One"}, "en")
    record.told("Chi", {"room": ROOM, "v": 1, "what": "entry", "html": "Eins"}, "de")
    assert record.violations == []

    record.told("Dov", {"room": ROOM, "v": 1, "what": "entry", "html": "Two"}, "en")
    assert len(record.violations) == 1


def test_a_server_error_is_a_violation(record):
    record.answered("Ben", "talk", 503, 0.1, wanted=())
    assert "503" in record.violations[0]


def test_an_unread_comment_is_a_violation(record):
    said(record, "comment", "")
    judge.every_comment_came_out(record, set(), [])
    assert "never reached the desk" in record.violations[0]


def test_the_text_of_a_pane_is_what_a_reader_sees():
    assert markup.text(fragments.parsed("<p>One <b>two</b></p>\n<p>three</p>")) == "One two three"
