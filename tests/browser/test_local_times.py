"""A reader in another zone sees both clocks, wherever a time is shown and also on what arrives by the socket."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from reviews.tables.services import talk
from reviews.tables.writers import Writer
from tests.actors import Day, make_session
from workshop.sessions import links
from workshop.sessions.models import Session, Stage

OPERATIONS = "operationalExcellence"
TEN_IN_TOKYO = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "10:00 Japan time (01:00 your time)"), ("ja", "10:00 日本時間 （お手元では01:00）")],
)
def test_a_browser_in_london_is_told_the_time_in_tokyo_and_its_own(visits, ana, language, text):
    session = make_session(ana, starts_at=TEN_IN_TOKYO)
    page = visits.open(f"/j/{session.code}/", language=language, timezone_id="Europe/London")
    expect(page.locator("time[data-zone]")).to_contain_text(text)


def test_a_reader_whose_day_is_another_is_told_the_day(visits, ana):
    session = make_session(ana, starts_at=TEN_IN_TOKYO)
    page = visits.open(f"/j/{session.code}/", timezone_id="America/New_York")
    expect(page.locator("time[data-zone]")).to_contain_text("10:00 Japan time (Fri 27 Nov 20:00 your time)")


def test_a_reader_in_the_same_zone_or_one_with_the_same_clock_reads_one_time(visits, ana):
    session = make_session(ana, starts_at=TEN_IN_TOKYO)
    for zone in ("Asia/Tokyo", "Asia/Seoul"):
        page = visits.open(f"/j/{session.code}/", timezone_id=zone)
        expect(page.locator("time[data-zone]")).to_contain_text("10:00 Japan time")
        expect(page.locator("time[data-zone] [data-added]")).to_have_count(0)


def test_every_time_of_the_main_room_the_table_the_desk_and_the_screen_names_both(visits, discussion, table, ana, ben):
    screen = discussion.url("reviews:screen", token=links.screen_token(discussion.session))
    talk.say(
        discussion.group_of("Ben"),
        discussion.review(OPERATIONS),
        author=Writer(discussion.people["Ben"]),
        client_id=discussion.session.pk,
        text="Hello",
    )
    pages = ((discussion.url("workshop:main-room"), ben), (table, ben), (discussion.url("workshop:desk"), ana))
    for address, person in (*pages, (screen, None), ("/sessions/", ana)):
        page = visits.open(address, person, timezone_id="Europe/London")
        times = page.locator("time[data-zone]")
        expect(times.first).to_contain_text("your time")
        for text in times.all_text_contents():
            assert "Japan time" in text, (address, text)
            assert "your time" in text, (address, text)


def test_what_arrives_by_the_socket_names_both(visits, discussion, table, ben):
    page = visits.open(table, ben, timezone_id="Europe/London")
    expect(page.locator("connection-pill")).to_have_text("Connected")
    talk.say(
        discussion.group_of("Ben"),
        discussion.review(OPERATIONS),
        author=Writer(discussion.people["Ben"]),
        client_id=discussion.session.pk,
        text="Hello",
    )
    expect(page.locator(".bubble time")).to_contain_text("your time")
    discussion.goes_to("presentation", OPERATIONS)
    expect(page.locator(".stage__what")).to_contain_text("Presentation")
    expect(page.locator(".clock__until time")).to_contain_text("your time")


def test_after_midnight_talk_names_the_day(visits, discussion, table, ben):
    evening = Session.objects.get(pk=discussion.session.pk)
    talk.say(
        discussion.group_of("Ben"),
        discussion.review(OPERATIONS),
        author=Writer(discussion.people["Ben"]),
        client_id=discussion.session.pk,
        text="Hello",
    )
    evening.starts_at = datetime.now(UTC) - timedelta(days=1)
    evening.save(update_fields=["starts_at"])
    page = visits.open(table, ben, timezone_id="Asia/Tokyo")
    expect(page.locator(".bubble time")).to_contain_text(f"{datetime.now(UTC) + timedelta(hours=9):%b}")


def test_in_an_overrun_the_forecast_goes_on_with_the_clock(visits, ana):
    """Nothing is told while the time is up, so the page moves the forecast itself."""
    day = Day(make_session(ana, starts_at=datetime.now(UTC) - timedelta(hours=3)), ana)
    stage = day.goes_to("welcome")
    Stage.objects.filter(pk=stage.pk).update(ends_at=datetime.now(UTC) - timedelta(minutes=12))
    page = visits.open(day.url("workshop:desk"), ana, timezone_id="Asia/Tokyo")
    end = page.locator(".agenda__end time")
    before = end.text_content()
    page.evaluate(
        """() => document.querySelectorAll("time[data-expected]").forEach((one) => {
            one.dataset.delayedSince = Number(one.dataset.delayedSince) - 600000 })"""
    )
    expect(end).not_to_have_text(before)


def test_the_date_of_a_new_session_is_today_in_the_chosen_zone_until_somebody_chooses_one(visits, ana):
    page = visits.open("/sessions/new/", ana, timezone_id="UTC")
    date, zone = page.get_by_label("Date"), page.get_by_label("Time zone")
    for name in ("Pacific/Kiritimati", "Pacific/Niue"):  # never the same day
        zone.select_option(name)
        expect(date).to_have_value(f"{datetime.now(ZoneInfo(name)):%Y-%m-%d}")
    date.fill("2027-05-04")
    zone.select_option("Pacific/Kiritimati")
    expect(date).to_have_value("2027-05-04")
