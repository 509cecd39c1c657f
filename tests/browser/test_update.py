"""An open page meets a newer server: it reloads, or asks if somebody is writing on it."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Line

TALK = "Message your table"
SPREAD = 60_000  # ms; ten seconds and the time for a reload on a busy machine


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def page(visits, table, ben, line) -> Page:
    page = visits.open(table, ben, line=line)
    expect(page.locator("connection-pill")).to_have_text("Connected")
    page.evaluate("window.isOld = true")
    return page


@pytest.fixture
def newer(settings, page):
    """The server has another app version than the page."""
    settings.APP_VERSION = "9.9.9"


def is_old(page: Page) -> bool:
    return page.evaluate("window.isOld === true")


def meets_the_server_again(page: Page, line: Line) -> None:
    line.cut()
    line.restore()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_page_that_nobody_writes_on_loads_the_new_version_automatically(page, line, newer):
    meets_the_server_again(page, line)
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "9.9.9", timeout=SPREAD)
    assert not is_old(page)
    expect(page.locator("update-bar")).to_be_empty()


def test_a_page_without_a_socket_hears_of_it_by_what_it_fetches(page, line, newer):
    line.cut()
    page.evaluate("document.querySelectorAll('live-pane').forEach((pane) => pane.refresh())")
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "9.9.9", timeout=SPREAD)


def test_a_writer_is_asked_and_keeps_the_text(page, line, newer):
    page.get_by_label(TALK).fill("Half a thou")
    meets_the_server_again(page, line)
    load = page.get_by_role("button", name="Load the new version")
    expect(load).to_be_in_viewport(timeout=SPREAD)
    assert is_old(page)
    load.click()
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "9.9.9")
    expect(page.get_by_label(TALK)).to_have_value("Half a thou")
    expect(load).to_have_count(0)


def test_while_the_app_version_is_the_same_the_page_stays(page, line):
    meets_the_server_again(page, line)
    expect(page.locator("connection-pill")).to_have_text("Connected")
    page.wait_for_timeout(11_000)
    assert is_old(page)


def test_a_page_comes_back_when_the_restarting_server_said_and_not_before(page, line):
    closed_at = time.monotonic()
    line.cut(reason="again 4000")
    line.restore()
    expect(page.locator("connection-pill")).to_have_text("Updating…")
    expect(page.locator("connection-pill")).to_have_text("Connected")
    assert line.opened_at[-1] - closed_at > 3.9, "and not, as after other losses, when chance says"
