"""The page that is shown while the database is unavailable checks for it, and reloads when it is back."""

from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from tests.browser.accessible import findings_of, too_small_on
from tests.browser.visits import Visits

TEMPLATE = "workshop/web/503.html"
BACK_WITHIN = 60_000  # ms
AGAIN = 3  # checks that fail, a few seconds apart: axe needs the time


def test_it_stays_while_the_database_is_away_and_leads_on_when_it_is_back(visits: Visits, db):
    asked: list[str] = []
    page: Page = visits.open("about:blank")

    def is_away(route: Route) -> None:
        if len(asked) > AGAIN:
            route.continue_()
            return
        asked.append(route.request.method)
        route.fulfill(status=503, content_type="text/html", body=render_to_string(TEMPLATE, {"looks_again": True}))

    page.route("**/sign-in/", is_away, times=1)
    page.route(f"{visits.address}/", is_away)
    page.goto("/sign-in/")
    expect(page.get_by_role("heading", name="Please wait a moment")).to_be_visible()
    assert too_small_on(page) + findings_of(page) == []
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=BACK_WITHIN)
    assert asked == ["GET"] + ["HEAD"] * AGAIN
