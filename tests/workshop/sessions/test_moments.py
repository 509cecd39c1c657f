"""Moments name their day and their year where these are not obvious, and their zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from lxml import html

from tests.actors import Browser, Day, make_session
from workshop.sessions import moments

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)  # noon in Tokyo
TOKYO = "Asia/Tokyo"


@pytest.mark.parametrize(
    ("language", "this_year", "another"),
    [("en", "Saturday 28 November", "Sunday 28 November 2027"), ("ja", "11月28日（土）", "2027年11月28日（日）")],
)
def test_the_year_is_named_where_it_is_not_this_one(monkeypatch, language, this_year, another):
    monkeypatch.setattr(moments, "database_now", lambda: NOON)
    with translation.override(language):
        assert moments.day_text(NOON, TOKYO) == this_year
        assert moments.day_text(NOON.replace(year=2027), TOKYO) == another


def test_whether_it_is_this_year_is_decided_in_the_zone(monkeypatch):
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # in Tokyo the new year has begun
    monkeypatch.setattr(moments, "database_now", lambda: new_year)
    assert moments.day_text(new_year, TOKYO) == "Friday 1 January"
    assert moments.day_text(new_year, "Europe/London") == "Thursday 31 December"


@pytest.mark.parametrize(
    ("language", "texts"),
    [("en", ["12:00", "29 Nov 00:30", "1 Jan 2027 12:00"]), ("ja", ["12:00", "11/29 00:30", "2027/1/1 12:00"])],
)
def test_after_midnight_the_day_is_named_and_in_another_year_the_year(language, texts):
    after_midnight, next_year = NOON + timedelta(hours=12, minutes=30), datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    with translation.override(language):
        assert [moments.clock_text(one, TOKYO, of=NOON) for one in (NOON, after_midnight, next_year)] == texts


@pytest.mark.parametrize(
    ("zone", "english", "japanese"),
    [
        (TOKYO, "Japan time", "日本時間"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "Buenos Aires時間"),
        ("UTC", "UTC", "UTC"),
        ("Mars/Olympus", "UTC", "UTC"),
    ],
)
def test_a_zone_has_a_name_in_both_languages(zone, english, japanese):
    assert moments.zone_text(zone) == english
    with translation.override("ja"):
        assert moments.zone_text(zone) == japanese


def times(browser: Browser, address: str):
    page = html.fromstring(browser.get(address).content.decode())
    return page.xpath("//main//time[@data-zone] | //time[@data-zone]")


@pytest.mark.parametrize("name", ["workshop:main-room", "workshop:desk", "reviews:agenda", "reviews:coming"])
def test_every_time_of_a_page_carries_its_moment_and_its_zone(discussion, desk, name):
    found = times(desk, discussion.url(name))
    assert found
    for one in found:
        assert datetime.fromisoformat(one.get("datetime")).utcoffset() == timedelta(hours=9)
        assert (one.get("data-zone"), one.get("data-zone-name")) == (TOKYO, "Japan time")


def test_no_time_of_a_session_is_without_a_zone(discussion, desk, bens, ana):
    pages = [(desk, "workshop:desk"), (bens, "workshop:main-room")]
    waiting = Day(make_session(ana), ana)
    addresses = [(browser, discussion.url(name)) for browser, name in pages]
    addresses += [(desk, waiting.url("workshop:desk")), (desk, "/sessions/"), (bens, f"/j/{waiting.session.code}/")]
    for browser, address in addresses:
        page = html.fromstring(browser.get(address, follow=True).content.decode())
        assert page.xpath("//time[@data-zone]"), address
        assert not page.xpath("//time[not(@data-zone)]"), address


def test_the_list_and_the_join_page_name_the_zone_without_scripts(ana, desk, stranger):
    session = make_session(ana, starts_at=timezone.now() + timedelta(days=400))
    for browser, address in ((desk, "/sessions/"), (stranger, f"/j/{session.code}/")):
        (time,) = times(browser, address)
        text = " ".join(time.text_content().split())
        assert text.endswith("Japan time")
        assert str(session.starts_at.year) in text
