"""Everything that can be clicked can be focused, on each page, at each width."""

import pytest

from tests.browser.test_pages import addresses, full  # noqa: F401  a session with content everywhere
from tests.browser.visits import LAPTOP, PHONE, Visits, tab_to


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
