"""Hearing equals fetching for what everyone in a session sees: whatever is told in the main room and to the screen, in both languages."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from reviews.lenses.models import Choice
from reviews.rehearsal import fragments
from reviews.summaries import services as summaries
from reviews.summaries.models import Summary
from reviews.tables.models import Finding
from reviews.tables.services import answers, findings
from reviews.tables.writers import Writer
from tests.actors import Browser
from workshop.groups import services as groups
from workshop.live import notifier
from workshop.live.models import Room
from workshop.sessions import links
from workshop.sessions import queries as sessions_queries
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = ("ja", "en")
PILLAR = "operationalExcellence"
EVERYONES = (
    "reviews:stage",
    "reviews:strip",
    "reviews:coming",
    "reviews:summaries",
    "reviews:presentation",
    "reviews:comments",
    "reviews:screen-stage",
    "reviews:screen-pane",
    "reviews:screen-tables",
)


@pytest.fixture
def notified(monkeypatch):
    """The frames of each telling, by language."""
    frames: list[dict[str, dict]] = []

    def notify(room, after, version, told):
        frames.append({language: json.loads(frame) for language, frame in told.items()})

    monkeypatch.setattr(notifier, "notify_room", notify)
    monkeypatch.setattr(notifier, "start_task", lambda *_task: None)  # no worker makes a document in between
    return frames


@pytest.fixture
def panes(discussion, ana):
    """Each pane as it is fetched: room, version and markup, by its name and language."""
    screen = {"token": links.screen_token(discussion.session)}

    def read() -> dict[tuple[str, str], tuple[str, int, str]]:
        found = {}
        for language in LANGUAGES:
            browser = Browser(discussion.people["Ben"], language)
            for name in EVERYONES:
                answer = browser.get(discussion.url(name, **(screen if "screen" in name else {})))
                assert answer.status_code == 200, name
                found[name, language] = answer["Room"], int(answer["Room-Version"]), answer.content.decode()
        return found

    return read


@pytest.fixture
def hearing_equals_fetching(panes, notified):
    """Nothing is fetched to see what an act changes. Returns the names of the panes that were told anew."""

    def check(act) -> set[str]:
        before = panes()
        notified.clear()
        act()
        after = panes()
        named = set()
        for (name, language), (room, version, content) in before.items():
            pane = fragments.parsed(content)
            for frame in (told[language] for told in notified if told[language]["room"] == room):
                assert frame["after"] == version
                version = frame["v"]
                if name in frame.get("panes", {}):
                    named.add(name)
                    whole = frame["panes"][name]
                    assert whole is not None, f"{name} is to be fetched"
                    pane = fragments.parsed(whole)
                elif "html" in frame:
                    fragments.apply(pane, frame["html"])
                else:
                    assert "panes" in frame, f"{frame['what']} leaves {name} to be fetched"
            assert version == after[name, language][1], name
            assert fragments.difference(pane, fragments.parsed(after[name, language][2])) == "", name
        return named

    return check


@pytest.fixture
def stage(discussion):
    return lambda: sessions_queries.open_stage(discussion.session.pk)


CLOCK = {"reviews:stage", "reviews:strip", "reviews:coming", "reviews:screen-stage"}
STAGE = CLOCK | {"reviews:presentation", "reviews:screen-tables"}
CLOSING = {"reviews:summaries", "reviews:presentation"}


def test_for_a_clock_that_is_stopped_runs_on_and_gets_more_time(stage, hearing_equals_fetching):
    assert hearing_equals_fetching(lambda: sessions.pause(stage())) == CLOCK
    assert hearing_equals_fetching(lambda: sessions.extend(stage(), timedelta(minutes=5))) == CLOCK
    assert hearing_equals_fetching(lambda: sessions.resume(stage())) == CLOCK


def test_for_every_stage_that_begins_and_ends(discussion, stage, hearing_equals_fetching):
    for kind, topic in (("presentation", PILLAR), ("break", ""), ("briefing", "security"), ("wrap_up", "")):
        assert hearing_equals_fetching(lambda kind=kind, topic=topic: discussion.goes_to(kind, topic)) == STAGE
    assert hearing_equals_fetching(lambda: sessions.end(stage())) == STAGE


def test_for_a_move_that_is_undone(discussion, hearing_equals_fetching):
    discussion.goes_to("briefing", "security")

    def undo():
        summaries.undo(discussion.session, seen=sessions_queries.last_move(discussion.session.pk).number)

    assert hearing_equals_fetching(undo) == STAGE


def test_for_a_closed_pillar_that_is_undone_and_for_its_summary(discussion, hearing_equals_fetching):
    discussion.goes_to("presentation", PILLAR)
    summary = discussion.closes(PILLAR)

    def undo():
        summaries.undo(discussion.session, seen=sessions_queries.last_move(discussion.session.pk).number)

    assert hearing_equals_fetching(undo) == STAGE | CLOSING
    summary = discussion.closes(PILLAR)
    Summary.objects.filter(pk=summary.pk).update(state=Summary.State.READY, file="one.pdf")
    assert hearing_equals_fetching(discussion.publishes) == {"reviews:summaries"}


def test_for_a_stage_that_is_left_out_and_taken_back_in(discussion, hearing_equals_fetching):
    coming = discussion.session.stages.get(kind="presentation", topic=PILLAR)
    assert hearing_equals_fetching(lambda: sessions.skip(coming)) == STAGE
    assert hearing_equals_fetching(lambda: sessions.take_back(coming)) == STAGE


def test_for_a_pillar_that_is_closed_corrected_and_closed_again(discussion, stage, hearing_equals_fetching):
    discussion.goes_to("presentation", PILLAR)
    assert hearing_equals_fetching(lambda: discussion.closes(PILLAR)) == STAGE | CLOSING
    Summary.objects.update(state=Summary.State.FAILED, reason="Creating the PDF failed.")
    assert hearing_equals_fetching(lambda: summaries.reopen(discussion.review(PILLAR))) == CLOSING
    assert hearing_equals_fetching(lambda: discussion.closes(PILLAR)) == CLOSING


def test_for_a_summary_that_fails_and_is_ordered_again(discussion, hearing_equals_fetching):
    summary = discussion.closes(PILLAR)
    lease = {"lease": uuid4(), "lease_until": Now() + Summary.LEASE}
    Summary.objects.filter(pk=summary.pk).update(state=Summary.State.RENDERING, attempts=3, **lease)
    named = hearing_equals_fetching(lambda: summaries._fail(summary.pk, lease["lease"], summaries.FAILED))
    assert named == {"reviews:summaries"}
    summary.refresh_from_db()
    assert hearing_equals_fetching(lambda: summaries.order_again(summary)) == {"reviews:summaries"}


def test_for_people_who_are_assigned_come_late_move_and_are_removed_and_let_in(discussion, hearing_equals_fetching):
    discussion.goes_to("presentation", PILLAR)
    assert hearing_equals_fetching(discussion.assigns_groups) == {"reviews:presentation", "reviews:screen-tables"}
    ben, chi = discussion.people["Ben"], discussion.people["Chi"]
    late = [groups.join(discussion.session, name=f"Late {number}", company="Kita Paper") for number in range(3)]
    to = next(group for group in discussion.group_of("Ben").round.groups.all() if group != discussion.group_of("Ben"))
    seen = str(discussion.group_of("Ben").pk)
    assert hearing_equals_fetching(lambda: groups.move(ben, to, seen=seen)) == {"reviews:presentation"}
    named = hearing_equals_fetching(lambda: groups.remove(chi))
    assert named == {"reviews:presentation"}
    hearing_equals_fetching(lambda: groups.let_in_again(chi))
    hearing_equals_fetching(lambda: groups.join(discussion.session, name="Latest", company=late[0].company))


def test_for_what_a_group_changes_while_it_presents(discussion, hearing_equals_fetching):
    discussion.goes_to("presentation", PILLAR)
    review, group, ben = discussion.review(PILLAR), discussion.group_of("Ben"), discussion.people["Ben"]
    choice, author = Choice.objects.filter(question__pillar=review.pillar).first(), Writer(participant=ben)
    words = {"title": "Nobody can <go> back", "as_is": "By hand", "to_be": "", "risk": "high", "evidence": "¶12"}
    hearing_equals_fetching(lambda: answers.tick(group, review, choice, ticked=True))
    hearing_equals_fetching(lambda: answers.set_focus(group, review, choice.question))
    hearing_equals_fetching(lambda: findings.report(group, review, author=author, client_id=uuid4(), **words))
    finding = Finding.objects.get(group=group)
    hearing_equals_fetching(lambda: findings.delete(group, finding, revision=0))


def test_for_the_question_that_a_group_digs_into(discussion, hearing_equals_fetching):
    review, group = discussion.review(PILLAR), discussion.group_of("Ben")
    for question in review.pillar.questions.all()[:2]:
        named = hearing_equals_fetching(lambda question=question: answers.set_focus(group, review, question))
        assert named == {"reviews:screen-tables"}


def test_for_what_a_group_corrects(discussion, hearing_equals_fetching):
    group, review = discussion.group_of("Ben"), discussion.review(PILLAR)
    choice = Choice.objects.filter(question__pillar=review.pillar).first()
    discussion.closes(PILLAR)
    Summary.objects.update(state=Summary.State.FAILED, reason="Creating the PDF failed.")
    summaries.reopen(review)
    named = hearing_equals_fetching(lambda: answers.tick(group, review, choice, ticked=True))
    assert named == {"reviews:presentation"}


def test_for_the_end_of_the_day_as_far_as_pages_stay_open(discussion, notified):
    sessions.finish(discussion.session)
    told = {frame["en"]["room"]: frame["en"] for frame in notified if frame["en"]["what"] == "session"}
    main_room, screen = Room.objects.main_of(discussion.session.pk), Room.objects.screen_of(discussion.session.pk)
    assert told[str(main_room.pk)]["panes"].keys() == CLOCK - {"reviews:screen-stage"} | CLOSING
    assert told[str(screen.pk)]["panes"].keys() == {"reviews:screen-stage", "reviews:screen-tables"}


def test_a_pane_that_does_not_fit_is_fetched_and_the_others_are_told(discussion, notified):
    group, ben = discussion.group_of("Ben"), Writer(participant=discussion.people["Ben"])
    words = {"title": "Long", "as_is": "高" * 4000, "to_be": "崎" * 4000, "risk": "high", "evidence": "¶" * 4000}
    for _finding in range(3):
        findings.report(group, discussion.review(PILLAR), author=ben, client_id=uuid4(), **words)
    notified.clear()
    discussion.goes_to("presentation", PILLAR)
    main_room = str(Room.objects.main_of(discussion.session.pk).pk)
    told = next(frame["ja"] for frame in notified if frame["ja"]["room"] == main_room)
    assert {name for name, html in told["panes"].items() if html is None} == {"reviews:presentation"}
