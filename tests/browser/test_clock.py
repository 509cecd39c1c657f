"""All clocks show the database's time, whatever the clock of the laptop says."""

import re

import pytest
from playwright.sync_api import Page, expect

OFF_BY_TWO_HOURS = """(() => {
  const Real = Date;
  const off = %+d * 2 * 3600 * 1000;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + off); }
    static now() { return Real.now() + off; }
  };
})()"""


def seconds_left(page: Page) -> int:
    minutes, seconds = page.locator(".clock__left").first.inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize("way", [1, -1], ids=["fast", "slow"])
def test_a_laptop_two_hours_off_shows_the_same_time_left(visits, discussion, ben, chi, way):
    main_room = discussion.url("workshop:main-room")
    right = visits.open(main_room, ben)
    wrong = visits.open(main_room, chi, before=OFF_BY_TWO_HOURS % way)
    away = wrong.evaluate("Date.now()") - right.evaluate("Date.now()")
    assert abs(away) > 7_100_000, "the other clock is two hours off"

    for page in (right, wrong):
        expect(page.locator("connection-pill")).to_have_text("Connected")
        expect(page.locator(".clock__left")).to_have_text(re.compile(r"^\d+:\d\d$"))
    before, others, after = seconds_left(right), seconds_left(wrong), seconds_left(right)
    assert after - 1 <= others <= before + 1


def test_time_that_is_added_shows_on_every_clock(visits, discussion, ana, ben):
    main_room = visits.open(discussion.url("workshop:main-room"), ben)
    desk = visits.open(discussion.url("workshop:desk"), ana)
    expect(main_room.locator(".clock__left")).to_have_text(re.compile(r"^2[2345]:\d\d$"))
    desk.keyboard.press("5")
    for page in (main_room, desk):
        expect(page.locator(".clock__left")).to_have_text(re.compile(r"^(27|28|29|30):\d\d$"))
