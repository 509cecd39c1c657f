"""Hearing equals fetching: the old pane and what was told make the pane that is fetched anew, for every kind of telling."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from reviews.lenses.models import Choice
from reviews.rehearsal import fragments
from reviews.tables import queries
from reviews.tables.models import Entry, Finding
from reviews.tables.services import answers, findings, talk
from reviews.tables.writers import Writer
from workshop.live import notifier
from workshop.live.models import Room

pytestmark = pytest.mark.django_db(transaction=True)

PANES = ("talk", "board", "questions", "people")


@pytest.fixture
def group(discussion):
    return discussion.group_of("Ben")


@pytest.fixture
def review(discussion):
    return discussion.review("operationalExcellence")


@pytest.fixture
def notified(monkeypatch):
    """What the notifications were given, and rang."""
    frames = []
    notify_room = notifier.notify_room
    monkeypatch.setattr(
        notifier,
        "notify_room",
        lambda room, after, version, told: (
            frames.append((room, after, version, told)),
            notify_room(room, after, version, told),
        ),
    )
    return frames


def panes(discussion, group, browser) -> dict[str, tuple[int, str]]:
    found = {}
    for name in PANES:
        response = browser.get(discussion.url(f"reviews:{name}", group=group.pk))
        found[name] = int(response.headers["Room-Version"]), response.content.decode()
    return found


def hearing_equals_fetching(discussion, group, browser, notified, act) -> None:
    table = Room.objects.table_of(group.pk)
    before = panes(discussion, group, browser)
    act()
    told = [(after, version, frames) for room, after, version, frames in notified if room == table.pk]
    assert told, "nothing was told"
    after = panes(discussion, group, browser)
    for name, (version, content) in before.items():
        heard, fetched = fragments.parsed(content), fragments.parsed(after[name][1])
        for told_after, told_version, frames in told:
            frame = json.loads(frames["en"])
            assert told_after == version
            version = told_version
            if "html" in frame:
                fragments.apply(heard, frame["html"])
            else:
                heard = fragments.parsed(after[name][1])
        assert version == after[name][0], name
        assert fragments.difference(heard, fetched) == "", name


def ben(discussion) -> Writer:
    return Writer(participant=discussion.people["Ben"])


def none_and_practice(review) -> tuple[Choice, Choice]:
    none = Choice.objects.filter(question__pillar=review.pillar, key__endswith="_no").first()
    return none, none.question.choices.exclude(pk=none.pk).first()


def test_for_an_entry(discussion, group, review, bens, notified):
    talk.say(group, review, author=ben(discussion), client_id=uuid4(), text="Who holds the keys?\n<b>Two</b> people.")
    notified.clear()
    hearing_equals_fetching(
        discussion,
        group,
        bens,
        notified,
        lambda: talk.say(group, review, author=ben(discussion), client_id=uuid4(), text="髙﨑 𠮷"),
    )


ENTRY_CHANGES = {
    "edited": lambda group, entry: talk.edit(group, entry, revision=0, text="Otherwise"),
    "deleted": lambda group, entry: talk.delete(group, entry),
}


@pytest.mark.parametrize("change", ENTRY_CHANGES)
def test_for_an_entry_that_is(discussion, group, review, bens, notified, change):
    for text in ("First", "Second"):
        talk.say(group, review, author=ben(discussion), client_id=uuid4(), text=text)
    notified.clear()
    first = Entry.objects.get(text="First")
    hearing_equals_fetching(discussion, group, bens, notified, lambda: ENTRY_CHANGES[change](group, first))


@pytest.mark.parametrize("change", ENTRY_CHANGES)
def test_for_an_entry_of_the_last_pillar_that_is(discussion, group, review, bens, notified, change):
    talk.say(group, review, author=ben(discussion), client_id=uuid4(), text="Before the next pillar")
    discussion.goes_to("briefing", "security")
    notified.clear()
    entry = Entry.objects.get()
    hearing_equals_fetching(discussion, group, bens, notified, lambda: ENTRY_CHANGES[change](group, entry))


def test_for_an_entry_of_a_talk_that_shows_no_more(discussion, group, review, bens, notified, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN_ENTRIES", 2)

    def say(text: str) -> None:
        talk.say(group, review, author=ben(discussion), client_id=uuid4(), text=text)

    for text in ("One", "Two"):
        say(text)
    notified.clear()
    hearing_equals_fetching(discussion, group, bens, notified, lambda: say("Three"))
    assert "One" not in panes(discussion, group, bens)["talk"][1]


def test_for_a_finding(discussion, group, review, bens, notified):
    def report():
        words = {
            "title": "Nobody can go back",
            "as_is": "By hand",
            "to_be": "By a press",
            "risk": "high",
            "evidence": "¶12",
        }
        findings.report(group, review, author=ben(discussion), client_id=uuid4(), **words)

    hearing_equals_fetching(discussion, group, bens, notified, report)


WORDS = {"title": "By Ben", "as_is": "", "to_be": "Practised\nevery month", "risk": "medium", "evidence": ""}
CHANGES = {
    "rewritten": lambda group, finding, writer: findings.edit(
        group, finding, author=writer, client_id=uuid4(), revision=0, **WORDS
    ),
    "deleted": lambda group, finding, writer: findings.delete(group, finding, revision=0),
}


@pytest.fixture
def two_findings(discussion, group, review, notified) -> list[Finding]:
    for title in ("First", "Second"):
        findings.report(
            group,
            review,
            author=ben(discussion),
            client_id=uuid4(),
            title=title,
            risk="high",
            as_is="",
            to_be="",
            evidence="",
        )
    notified.clear()
    return list(Finding.objects.order_by("told_at"))


@pytest.mark.parametrize("change", CHANGES)
def test_for_a_finding_that_is(discussion, group, bens, notified, two_findings, change):
    hearing_equals_fetching(
        discussion, group, bens, notified, lambda: CHANGES[change](group, two_findings[0], ben(discussion))
    )


def test_for_more_deleted_findings_than_are_listed(discussion, group, bens, notified, two_findings, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN_DELETIONS", 1)
    findings.delete(group, two_findings[0], revision=0)
    notified.clear()
    hearing_equals_fetching(
        discussion, group, bens, notified, lambda: findings.delete(group, two_findings[1], revision=0)
    )


@pytest.mark.parametrize("way", ["undone", "saved"])
def test_for_a_deleted_finding_that_comes_back_to_its_place(discussion, group, bens, notified, two_findings, way):
    first = two_findings[0]
    findings.delete(group, first, revision=0)
    notified.clear()
    back = {
        "undone": lambda: findings.put_back(group, first, revision=1),
        "saved": lambda: findings.edit(group, first, author=ben(discussion), client_id=uuid4(), revision=1, **WORDS),
    }
    hearing_equals_fetching(discussion, group, bens, notified, back[way])


def test_for_a_finding_of_the_last_pillar_that_is_rewritten_when_the_next_has_begun(
    discussion, group, bens, notified, two_findings
):
    discussion.goes_to("briefing", "security")
    notified.clear()
    hearing_equals_fetching(
        discussion, group, bens, notified, lambda: CHANGES["rewritten"](group, two_findings[0], ben(discussion))
    )


def test_for_a_finding_that_is_sent_to_the_last_pillar_when_the_next_has_begun(
    discussion, group, review, bens, notified
):
    discussion.goes_to("briefing", "security")
    notified.clear()
    hearing_equals_fetching(
        discussion,
        group,
        bens,
        notified,
        lambda: findings.report(group, review, author=ben(discussion), client_id=uuid4(), **WORDS),
    )


@pytest.mark.parametrize("none_first", [False, True])
def test_for_a_tick_that_takes_another(discussion, group, review, bens, notified, none_first):
    none, practice = none_and_practice(review)
    first, second = (none, practice) if none_first else (practice, none)
    answers.tick(group, review, first, ticked=True)
    notified.clear()
    hearing_equals_fetching(discussion, group, bens, notified, lambda: answers.tick(group, review, second, ticked=True))


@pytest.mark.parametrize("ticked_before", [False, True])
def test_for_a_tick(discussion, group, review, bens, notified, ticked_before):
    choice = Choice.objects.filter(question__pillar=review.pillar).first()
    if ticked_before:
        answers.tick(group, review, choice, ticked=True)
        notified.clear()
    hearing_equals_fetching(
        discussion, group, bens, notified, lambda: answers.tick(group, review, choice, ticked=not ticked_before)
    )


def test_for_a_question_that_does_not_apply(discussion, group, review, bens, notified):
    question = review.pillar.questions.first()
    hearing_equals_fetching(
        discussion, group, bens, notified, lambda: answers.set_applicable(group, review, question, applicable=False)
    )


def test_for_the_focus_question_of_the_group(discussion, group, review, bens, notified):
    first, second = review.pillar.questions.all()[:2]
    answers.set_focus(group, review, first)
    notified.clear()
    hearing_equals_fetching(discussion, group, bens, notified, lambda: answers.set_focus(group, review, second))


def test_for_the_next_pillar_and_for_a_closed_one(discussion, group, bens, notified):
    hearing_equals_fetching(discussion, group, bens, notified, lambda: discussion.closes("operationalExcellence"))
    notified.clear()
    hearing_equals_fetching(discussion, group, bens, notified, lambda: discussion.goes_to("briefing", "security"))
