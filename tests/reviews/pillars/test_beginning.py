"""When a new session begins: today in its zone by default, and never silently at another hour than the one typed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from lxml import html

from reviews.pillars import forms
from tests.actors import Browser
from tests.attacks.test_broken_rows import filled_in
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db

NEW = reverse("reviews:session-new")
BERLIN = {"zone": "Europe/Berlin", "begins": "02:30"}
FORWARD, BACK = BERLIN | {"date": "2027-03-28"}, BERLIN | {"date": "2027-10-31"}


def form_of(answer):
    (form,) = html.fromstring(answer.content.decode()).xpath("//form[@class='new-session__form']")
    return form


def begins() -> datetime:
    return Session.objects.get().starts_at.astimezone(UTC)


def test_at_night_in_tokyo_the_default_day_is_that_of_tokyo(ana, monkeypatch):
    night = datetime(2026, 11, 27, 18, 2, tzinfo=UTC)  # 03:02 on the 28th in Tokyo
    monkeypatch.setattr(forms, "database_now", lambda: night)
    page = form_of(Browser(ana, language="ja").get(NEW))
    assert page.fields["zone"] == "Asia/Tokyo"
    assert page.fields["date"] == "2026-11-28"


def asks(desk, given: dict[str, str], question: str) -> dict[str, str]:
    """The form is answered with this question. Returns what it then sends."""
    answer = desk.post(NEW, filled_in(desk, **given))
    assert answer.status_code == 422
    assert not Session.objects.exists()
    page = form_of(answer)
    assert question in " ".join(page.text_content().split())
    return {name: value or "" for name, value in page.fields.items()}


@pytest.mark.parametrize(
    ("chosen", "moment"),
    [("01:30 (UTC+01:00)", datetime(2027, 3, 28, 0, 30)), ("03:30 (UTC+02:00)", datetime(2027, 3, 28, 1, 30))],
)
def test_an_hour_that_does_not_exist_is_asked_about(desk, chosen, moment):
    sent = asks(desk, FORWARD, "This hour does not exist on that day")
    page = form_of(desk.post(NEW, filled_in(desk, **FORWARD)))
    choices = {
        label.text_content().strip(): label.find(".//input").get("value")
        for label in page.xpath(".//label[@class='choice']")
    }
    assert desk.post(NEW, sent | {"hour": choices[chosen]}).status_code == 302
    assert begins() == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("chosen", "moment"),
    [("02:30 (UTC+02:00)", datetime(2027, 10, 31, 0, 30)), ("02:30 (UTC+01:00)", datetime(2027, 10, 31, 1, 30))],
)
def test_an_hour_that_exists_twice_is_asked_about(desk, chosen, moment):
    sent = asks(desk, BACK, "This hour exists twice on that day")
    page = form_of(desk.post(NEW, filled_in(desk, **BACK)))
    choices = {
        label.text_content().strip(): label.find(".//input").get("value")
        for label in page.xpath(".//label[@class='choice']")
    }
    assert desk.post(NEW, sent | {"hour": choices[chosen]}).status_code == 302
    assert begins() == moment.replace(tzinfo=UTC)


def test_an_answer_for_another_day_is_asked_again(desk):
    sent = asks(desk, FORWARD, "does not exist")
    asks(desk, sent | {"date": "2027-10-31", "hour": "2027-03-28T03:30:00+02:00"}, "exists twice")


def test_an_answer_that_was_not_offered_is_asked_again(desk):
    sent = asks(desk, FORWARD, "does not exist")
    asks(desk, sent | {"hour": "2027-03-28T05:30:00+02:00"}, "does not exist")


@pytest.mark.parametrize(
    "given",
    [
        {"asked_about": "x" * 101},
        {"asked_about": "a\x00"},
        BACK | {"asked_about": "2027-10-31T02:30:00 Europe/Berlin", "hour": "junk\x00"},
    ],
)
def test_an_answer_that_is_no_text_of_ours_is_refused(desk, given):
    assert desk.post(NEW, filled_in(desk, **given)).status_code == 422
    assert not Session.objects.exists()


def test_a_form_that_was_sent_before_is_not_fresh(desk):
    """In a fresh form, static/js/elements/day-of-zone.js chooses the browser's zone and follows it with the date."""
    (fresh,) = form_of(desk.get(NEW)).xpath(".//day-of-zone")
    assert "data-fresh" in fresh.attrib
    (sent,) = form_of(desk.post(NEW, filled_in(desk, **FORWARD))).xpath(".//day-of-zone")
    assert "data-fresh" not in sent.attrib


def test_any_other_hour_is_not_asked_about(desk):
    assert desk.post(NEW, filled_in(desk, **FORWARD | {"begins": "03:00"})).status_code == 302
    assert begins() == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_a_day_in_the_past_is_asked_about_and_today_is_not(desk):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sent = asks(desk, {"date": f"{yesterday:%Y-%m-%d}", "zone": "UTC"}, "That day is in the past.")
    assert desk.post(NEW, sent | {"is_past_meant": "on"}).status_code == 302
    assert begins().date() == yesterday.date()


def test_whether_a_day_is_past_is_decided_in_the_chosen_zone(desk, monkeypatch):
    monkeypatch.setattr(forms, "database_now", lambda: datetime(2027, 5, 4, 23, 0, tzinfo=UTC))
    given = {"date": "2027-05-04"}
    asks(desk, given | {"zone": "Asia/Tokyo"}, "That day is in the past.")
    assert desk.post(NEW, filled_in(desk, **given, zone="Europe/London")).status_code == 422
    assert desk.post(NEW, filled_in(desk, **given, zone="America/New_York")).status_code == 302
