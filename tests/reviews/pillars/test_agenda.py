"""The agenda tells what a stage took once it is over, and what was planned."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from tests.actors import Browser
from workshop.sessions import services as sessions
from workshop.sessions.models import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk_in_japanese(ana) -> Browser:
    return Browser(ana, language="ja")


def took(stage: Stage, **time) -> None:
    """The stage is over; nobody looks at the agenda before that is written."""
    sessions.end(stage)
    stage.refresh_from_db()
    Stage.objects.filter(pk=stage.pk).update(ended_at=stage.started_at + timedelta(**time))


def row(day, browser, stage: Stage) -> str:
    page = browser.get(day.url("reviews:agenda")).content.decode()
    found = page.split(f'id="agenda-{stage.pk.hex}"')[1].split("</li>")[0].split(">", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def test_a_stage_that_is_over_shows_what_it_took_and_what_was_planned(day, desk):
    reading = day.goes_to("reading")
    took(reading, minutes=58, seconds=20)
    assert row(day, desk, reading).endswith("Reading planned 70 58 min")


def test_in_japanese_too(day, desk_in_japanese):
    reading = day.goes_to("reading")
    took(reading, minutes=83)
    assert "70" in row(day, desk_in_japanese, reading)
    assert row(day, desk_in_japanese, reading).endswith("83分")


def test_what_went_as_planned_is_not_said_twice(day, desk):
    reading = day.goes_to("reading")
    took(reading, minutes=70, seconds=12)
    assert row(day, desk, reading).endswith("Reading 70 min")


def test_what_was_over_at_once_took_less_than_a_minute(day, desk):
    welcome = day.goes_to("welcome")
    took(welcome, seconds=4)
    assert row(day, desk, welcome).endswith("planned 110 <1 min")


def test_what_runs_or_waits_shows_the_plan_alone(day, desk):
    running = day.goes_to("reading")
    waiting = day.session.stages.get(kind="wrap_up")
    assert row(day, desk, running).endswith("Reading 70 min")
    assert row(day, desk, waiting).endswith("Wrap-up 10 min")


# ── the forecast ──


def overrun(day, minutes: int) -> None:
    """The present stage is over by so much."""
    late = day.session.stages.get(state="running")
    Stage.objects.filter(pk=late.pk).update(
        started_at=late.started_at - timedelta(minutes=minutes) - late.planned,
        ends_at=late.ends_at - timedelta(minutes=minutes) - late.planned,
    )


def test_in_an_overrun_the_forecast_counts_from_now_wherever_it_is_shown(discussion, desk, bens):
    """Twelve minutes over: what follows is expected from now, as at the moment when the time was up."""
    overrun(discussion, minutes=12)
    clock = re.compile(r'data-expected="(\d+)" data-delayed-since="(\d+)"')
    ends_at = discussion.session.stages.get(state="running").ends_at
    for browser, name in ((desk, "reviews:agenda"), (bens, "reviews:coming")):
        page = " ".join(browser.get(discussion.url(name)).content.decode().split())
        expected = clock.findall(page)
        assert expected
        assert {since for _expected, since in expected} == {str(int(ends_at.timestamp() * 1000))}
        shown = re.findall(r'datetime="([^"]+)"[^>]*data-expected="(\d+)"', page)
        for moment, at_first in shown:
            delay = datetime.fromisoformat(moment).timestamp() - int(at_first) / 1000
            assert delay > 11 * 60


def test_nothing_is_expected_once_the_day_is_over(discussion, desk, bens):
    sessions.finish(discussion.session)
    page = desk.get(discussion.url("reviews:agenda")).content.decode()
    assert "data-expected" not in page
    ahead = discussion.session.stages.get(kind="presentation", topic="operationalExcellence")
    assert row(discussion, desk, ahead) == "Presentation not held"
    held = discussion.session.stages.get(kind="discussion", topic="operationalExcellence")
    end = re.search(r'datetime="([^"]+)"', page.split("agenda__end")[1])
    assert datetime.fromisoformat(end[1]) == held.ended_at.replace(microsecond=0)
    assert "Up next" not in bens.get(discussion.url("reviews:coming")).content.decode()


def test_a_day_that_ended_before_it_began_has_no_end_in_the_agenda(session, desk):
    sessions.finish(session)
    page = desk.get(f"/s/{session.pk}/desk/agenda/").content.decode()
    assert "not held" in page
    assert "<time" not in page
    assert "agenda__end" not in page
