"""Closing a pillar can be undone for half a minute. Until then nobody but the desk reads its summary."""

from datetime import timedelta

import pytest
from django.db.models import F

from reviews.pillars.models import PillarReview
from reviews.summaries import queries, render, services
from reviews.summaries.models import Summary
from tests.actors import Browser
from workshop.sessions import moves
from workshop.sessions.models import Move, Stage

pytestmark = pytest.mark.django_db

OPERATIONS = "operationalExcellence"


@pytest.fixture
def closed(discussion, monkeypatch):
    """The first pillar was closed during its presentations, and its document is made."""
    monkeypatch.setattr(render, "render", lambda _content: b"%PDF-1.7")
    discussion.goes_to("presentation", OPERATIONS)
    services.render(discussion.closes(OPERATIONS).pk)
    return discussion


def undo(day):
    return services.undo(day.session, seen=moves.number_of(day.session.pk))


def links_of(browser: Browser, day, pane: str = "reviews:summaries") -> int:
    return browser.get(day.url(pane)).content.decode().count(".pdf")


def test_undo_opens_the_pillar_again_and_its_stage_runs_on(closed, discussion):
    before = discussion.session.stages.get(kind="presentation", topic=OPERATIONS)
    assert before.state == "closed"
    undo(closed)
    review = closed.review(OPERATIONS)
    assert (review.state, review.closed_at) == ("open", None)
    stage = closed.session.stages.get(kind="presentation", topic=OPERATIONS)
    assert (stage.state, stage.ended_at) == ("running", None)
    assert not Summary.objects.exists()


def test_the_file_of_an_undone_summary_is_deleted(closed, django_capture_on_commit_callbacks):
    file = Summary.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        undo(closed)
    assert not file.storage.exists(file.name)


def test_a_pillar_without_a_running_stage_is_closed_and_undone_too(discussion):
    discussion.goes_to("presentation", OPERATIONS)
    discussion.goes_to("break")
    discussion.closes(OPERATIONS)
    undo(discussion)
    assert discussion.review(OPERATIONS).state == "open"
    assert discussion.session.stages.get(kind="break", state="running")


def test_undoing_the_close_of_a_correction_leaves_the_first_version_and_the_correction(closed):
    closed.publishes()
    first_closed_at = closed.review(OPERATIONS).closed_at
    services.reopen(closed.review(OPERATIONS))
    closed.closes(OPERATIONS)
    undo(closed)
    review = closed.review(OPERATIONS)
    assert review.is_corrected
    assert review.closed_at == first_closed_at
    assert [summary.version for summary in Summary.objects.all()] == [1]


def test_only_the_desk_reads_a_summary_before_it_is_published(closed, bens, desk):
    summary = Summary.objects.get()
    file = closed.url("reviews:summary-file", summary=summary.pk)
    assert (links_of(bens, closed), links_of(desk, closed, "reviews:desk-summaries")) == (0, 1)
    assert (bens.get(file).status_code, desk.get(file).status_code) == (404, 200)
    assert "Being created" in bens.get(closed.url("reviews:summaries")).content.decode()
    services.publish_due()
    assert bens.get(file).status_code == 404
    closed.publishes()
    assert (links_of(bens, closed), bens.get(file).status_code) == (1, 200)


def test_a_facilitators_main_room_shows_what_everyones_shows(closed, desk):
    assert links_of(desk, closed) == 0


def test_a_summary_that_takes_longer_than_half_a_minute_is_published_at_once(discussion, monkeypatch, bens):
    monkeypatch.setattr(render, "render", lambda _content: b"%PDF-1.7")
    summary = discussion.closes(OPERATIONS)
    Summary.objects.update(ordered_at=F("ordered_at") - Move.UNDOABLE)
    services.render(summary.pk)
    assert links_of(bens, discussion) == 1


def test_an_order_from_before_the_clock_was_set_back_is_published(closed, bens):
    Summary.objects.update(ordered_at=F("ordered_at") + timedelta(hours=2))
    services.publish_due()
    assert links_of(bens, closed) == 1


def test_what_is_published_is_not_undone(closed):
    closed.publishes()
    with pytest.raises(moves.NotMade, match="30 seconds"):
        undo(closed)
    assert closed.review(OPERATIONS).state == "closed"


def test_the_next_stage_makes_closing_final_and_its_summary_still_waits_for_its_time(closed, bens):
    closed.goes_to("break")
    undo(closed)  # of the break
    assert closed.review(OPERATIONS).state == "closed"
    assert links_of(bens, closed) == 0
    closed.publishes()
    assert links_of(bens, closed) == 1


def test_a_worker_that_is_at_an_undone_summary_stores_nothing(discussion, monkeypatch):
    def slow(_content) -> bytes:
        undo(discussion)
        return b"%PDF-1.7"

    monkeypatch.setattr(render, "render", slow)
    services.render(discussion.closes(OPERATIONS).pk)
    assert not Summary.objects.exists()


def test_the_task_of_an_undone_order_does_nothing(discussion, caplog):
    summary = discussion.closes(OPERATIONS)
    undo(discussion)
    services.render(summary.pk)
    assert not caplog.records


@pytest.mark.parametrize("name", ["pillar_summary", "attempts_at"])
def test_a_close_that_is_undone_while_its_worker_begins_is_no_error(discussion, monkeypatch, caplog, name):
    read = getattr(queries, name)

    def late(summary_id):
        undo(discussion)
        return read(summary_id)

    monkeypatch.setattr(queries, name, late)
    services.render(discussion.closes(OPERATIONS).pk)
    assert not Summary.objects.exists()
    assert not caplog.records


def test_a_newer_version_of_a_pillar_that_was_closed_long_ago_is_published_at_once(closed, monkeypatch, bens):
    closed.publishes()
    PillarReview.objects.filter(closed_at__isnull=False).update(closed_at=F("closed_at") - Move.UNDOABLE)
    monkeypatch.setattr(queries, "outdated_in", lambda _session: {closed.review(OPERATIONS).pk})
    services.order_again(Summary.objects.get())
    services.render(Summary.objects.get(version=2).pk)
    assert Summary.objects.get(version=2).ready_at
    assert links_of(bens, closed) == 2


def test_it_is_undone_once(closed):
    number = moves.number_of(closed.session.pk)
    services.undo(closed.session, seen=number)
    with pytest.raises(moves.NotMade, match="already"):
        services.undo(closed.session, seen=number)


def test_closing_again_after_an_undo_makes_version_1(closed):
    undo(closed)
    assert closed.closes(OPERATIONS).version == 1
    assert not closed.session.stages.filter(state__in=Stage.OPEN).exists()
