"""Where the keyboard leads: everything that can be clicked takes focus, and what people need is a few Tabs away."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import addresses, full  # noqa: F401  a session with content everywhere
from tests.browser.visits import FOCUS_SHOWS, LAPTOP, PHONE, Visits, tab_to


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_every_visible_control_takes_focus(visits: Visits, full, ana, ben, screen):  # noqa: F811
    pages = {person: visits.open("about:blank", person, screen=screen) for person in (None, ben, ana)}
    faults = []
    for path, person in addresses(full, ana, ben):
        pages[person].goto(path)
        faults += [f"{path}: {control}" for control in pages[person].evaluate(UNFOCUSABLE)]
    visits.complaints.clear()  # one of the pages does not exist
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_language_is_changed_with_the_keyboard(visits: Visits, discussion, ben, screen):
    page = visits.open(discussion.url("workshop:main-room"), ben, screen=screen)
    tab_to(page, page.get_by_role("link", name="日本語"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/main/")
    page.wait_for_selector("html[lang=ja]")


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_first_tabs_of_each_page_lead_past_its_head(visits: Visits, full, ana, ben, screen):  # noqa: F811
    pages = {person: visits.open("about:blank", person, screen=screen) for person in (None, ben, ana)}
    for path, person in addresses(full, ana, ben):
        page = pages[person]
        page.goto(path)
        if "#" in path or "/screen/" in path or page.locator("[autofocus]").count():
            continue  # it begins in a part of the page, has no controls, or begins in its first field
        links = page.locator(".skips a")
        assert links.count(), path
        for number in range(links.count()):
            page.goto("about:blank")
            page.goto(path)
            for _tab in range(number + 1):
                page.keyboard.press("Tab")
            expect(links.nth(number)).to_be_focused()
            assert page.evaluate(FOCUS_SHOWS), path
            expect(links.nth(number)).to_be_in_viewport(ratio=1)
            part = page.locator(links.nth(number).get_attribute("href"))
            page.keyboard.press("Enter")
            expect(part).to_be_visible()
            if not part.evaluate(HOLDS_FOCUS):
                page.keyboard.press("Tab")
            assert part.evaluate(HOLDS_FOCUS) or not part.locator(CONTROLS).count(), f"{path}: {part}"
    visits.complaints.clear()  # one of the pages does not exist


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_talk_field_is_within_ten_tabs(visits: Visits, discussion, table, ben, screen):
    page = visits.open(table, ben, screen=screen)
    field = page.locator("#talk-form textarea")
    assert tabs_to(page, field) <= 10
    page.keyboard.type("Typed at once")
    expect(field).to_have_value("Typed at once")


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_comment_field_of_the_main_room_is_within_ten_tabs(visits: Visits, discussion, ben, screen):
    page = visits.open(discussion.url("workshop:main-room"), ben, screen=screen)
    assert tabs_to(page, page.locator("#comment")) <= 10


@pytest.mark.parametrize("where", ["the scenario's page", "a table"])
def test_the_paragraph_numbers_of_a_document_are_one_stop(visits: Visits, discussion, table, ben, where):
    page = visits.open(table if where == "a table" else discussion.url("reviews:scenario"), ben)
    numbers = page.locator(".reader__no")
    assert numbers.count() > 3
    tab_to(page, page.get_by_role("link", name="Paragraph 1", exact=True))
    for key, number in (("ArrowDown", 2), ("ArrowDown", 3), ("ArrowUp", 2), ("End", numbers.count()), ("Home", 1)):
        page.keyboard.press(key)
        expect(page.get_by_role("link", name=f"Paragraph {number}", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#p2:target")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Paragraph 2", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('.reader__no')")


def tabs_to(page: Page, wanted) -> int:
    """How many times Tab is pressed on the way to this element, by the skip link that leads to its part of the page."""
    part = wanted.evaluate("element => element.closest('section, aside').id")
    for tabs in range(1, 40):
        page.keyboard.press("Tab")
        if page.evaluate("part => document.activeElement.matches(`.skips [href='#${part}']`)", part) or page.evaluate(
            "field => document.activeElement.matches(`.skips [href='#${field}']`)", wanted.get_attribute("id")
        ):
            page.keyboard.press("Enter")
        if wanted.evaluate("element => element === document.activeElement"):
            return tabs
    raise AssertionError("not within 40 tabs")


CONTROLS = "a[href], button, input, textarea, select, summary, [tabindex='0']"
HOLDS_FOCUS = "part => part.contains(document.activeElement)"

# Visible links, buttons and fields that do not become the active element when they are focused.
UNFOCUSABLE = """() => Array.from(document.querySelectorAll(
    "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, summary"))
  .filter((control) => {
    const style = getComputedStyle(control);
    const box = style.display === "contents" ? control.parentElement : control;
    if (!box.checkVisibility({ visibilityProperty: true })) return false;
    control.focus({ preventScroll: true });
    return document.activeElement !== control;
  })
  .map((control) => control.outerHTML.slice(0, 160))"""
