"""A page that is loaded again is drawn once: its drafts, its clock and its own rows are in place before the first picture."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_standing_still import MOST, STILL, WATCH
from tests.browser.test_standing_still import room as room  # a fixture
from tests.browser.visits import PHONE


@pytest.mark.parametrize("screen", [{"width": 1920, "height": 1080}, {"width": 1280, "height": 800}, PHONE], ids=str)
def test_a_page_that_is_reloaded_is_drawn_once_with_its_drafts_in_place(visits, table, ben, room, screen):
    page = visits.open(table, ben, screen=screen)
    for field in ("#id_text", "#id_title"):
        page.locator(field).evaluate(
            "field => { field.value = 'begun\\n'.repeat(4); field.dispatchEvent(new Event('input', { bubbles: true })); }"
        )
    page.context.add_init_script(f"({WATCH.replace('buffered: false', 'buffered: true')})()")
    page.route(
        "**/app*.js", lambda route: (page.wait_for_timeout(300), route.continue_())
    )  # so that it comes after the markup
    page.reload()
    expect(page.locator("#id_text")).to_have_value(re.compile("begun"))
    page.evaluate(f"({STILL})()")
    moved = page.evaluate("window.moved")
    assert sum(value for value, _sources in moved) <= MOST, moved
