"""A code whose session is over: it opens nothing, and says so."""

import re
from datetime import UTC, datetime

import pytest

from tests.actors import Browser
from workshop.people.models import Participant
from workshop.sessions import services as sessions
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db

FORM_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')  # at random it spells a name of three letters


@pytest.fixture
def ended(day):
    sessions.finish(day.session)
    return day


def enter(browser: Browser, code: str, way: str):
    return browser.post("/j/", {"code": code.lower()}) if way == "typed" else browser.get(f"/j/{code}/")


@pytest.mark.parametrize("way", ["typed", "scanned"])
def test_it_says_when_the_session_was_and_whom_to_ask(ended, stranger, way):
    answer = enter(stranger, ended.session.code, way)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "This session is over; it took place on Thursday 26 November." in page
    assert "ask the facilitator" in page
    assert "There is no session" not in page


@pytest.mark.parametrize("way", ["typed", "scanned"])
def test_it_names_nothing_of_the_session_and_gives_no_membership(ended, stranger, way):
    page = FORM_TOKEN.sub("", enter(stranger, ended.session.code, way).content.decode())
    assert not any(name in page for name in (ended.session.title, str(ended.session.pk), "Ana", "Ben"))
    stranger.post(f"/j/{ended.session.code}/", {"name": "Hal", "company": "Alone"})
    assert not Participant.objects.filter(name="Hal").exists()


@pytest.mark.parametrize("way", ["typed", "scanned"])
def test_a_person_who_was_there_is_led_back(ended, bens, desk, way):
    for browser in (bens, desk):
        answer = enter(browser, ended.session.code, way)
        assert answer.url == ended.url("workshop:main-room")
        assert "This session is over" in browser.get(answer.url).content.decode()


def test_after_a_wrong_code_my_memberships_are_still_listed(day, bens):
    page = enter(bens, "WRONGCOD", "typed").content.decode()
    assert "Check the eight characters" in page
    assert day.url("workshop:main-room") in page


def test_the_day_is_the_one_of_the_sessions_zone(ended, stranger):
    Session.objects.update(starts_at=datetime(2026, 11, 26, 15, 30, tzinfo=UTC))  # half past midnight in Tokyo
    assert "Friday 27 November" in enter(stranger, ended.session.code, "typed").content.decode()
