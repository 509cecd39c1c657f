"""Headings nest, nothing that sticks covers what has focus at 400 % zoom, and boxes that can be ticked look as if they can."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import addresses, full  # noqa: F401  a session with content everywhere
from tests.browser.visits import LAPTOP, PHONE, Visits

ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 pixels at 400 %


@pytest.fixture
def pages(visits: Visits, full, ana, ben):  # noqa: F811
    """Opens each page at the given size of the screen, one after the other."""

    def all_of(screen: dict, **look):
        opened = {who: visits.open("about:blank", who, screen=screen, **look) for who in (None, ben, ana)}
        for path, who in addresses(full, ana, ben):
            opened[who].goto(path)
            yield opened[who], path
        visits.complaints.clear()  # one of the pages does not exist

    return all_of


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_every_page_has_one_title_and_its_headings_nest_without_gaps(pages, screen):
    faults = [f"{path}: {page.evaluate(LEVELS)}" for page, path in pages(screen) if not nests(page)]
    assert not faults, "\n".join(faults)


def test_the_headings_of_the_main_room_nest_in_every_stage(visits, full, ben):  # noqa: F811
    page = visits.open("about:blank", ben)
    for kind, topic in (("briefing", "security"), ("presentation", "operationalExcellence"), ("wrap_up", "")):
        page.goto("about:blank")  # a page that does not follow the agenda
        full.goes_to(kind, topic)
        page.goto(full.url("workshop:main-room"))
        assert nests(page), f"{kind}: {page.evaluate(LEVELS)}"


def nests(page: Page) -> bool:
    levels = page.evaluate(LEVELS)
    return levels.count(1) == 1 and all(below <= above + 1 for above, below in pairwise([0, *levels]))


def test_nothing_covers_what_has_focus_at_400_percent(pages):
    faults = []
    for page, path in pages(ZOOMED):
        if path.endswith("#board"):
            page.locator(".finding-form > summary").click()
        faults += [f"{path}: {covered}" for covered in covered_on(page)]
    assert not faults, "\n".join(faults)


def covered_on(page: Page) -> list[str]:
    """What has focus somewhere on the way through the page, and is covered there."""
    page.evaluate("window.scrollTo(0, 0)")  # the key would scroll for a while, against what follows the focus
    found = []
    for _tab in range(60):
        page.keyboard.press("Tab")
        covered = page.evaluate(COVERED)
        if covered is None:
            break
        found += [covered] if covered else []
    return found


def test_a_box_that_can_be_ticked_does_not_look_disabled_in_the_dark(visits, discussion, table, ben):
    page = visits.open(table, ben, color_scheme="dark")
    page.locator("#question-ops_change summary").click()
    box = page.locator("#question-ops_change input").first
    assert box.evaluate(FILL) == page.locator("#questions").evaluate("sheet => getComputedStyle(sheet).backgroundColor")
    assert box.evaluate(EDGE) >= 3


LEVELS = """() => Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6"))
  .filter((heading) => heading.checkVisibility())
  .map((heading) => Number(heading.localName[1]))"""

# The focused element, if neither its center nor its ends can be seen; empty if they can; null without focus.
COVERED = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const within = (value, most) => Math.min(most - 1, Math.max(0, value));
  const x = within((left + right) / 2, innerWidth);
  const first = within(top, innerHeight);
  const last = within(bottom, innerHeight);
  const seen = [0.15, 0.5, 0.85].map((part) => {
    const there = document.elementFromPoint(x, first + (last - first) * part);
    return there && (focused.contains(there) || there.contains(focused) || there.closest("label")?.control === focused);
  });
  const isField = focused.matches("input, textarea, select");
  return (isField ? seen.every(Boolean) : seen.some(Boolean)) ? "" : focused.outerHTML.slice(0, 140);
}"""

FILL = """box => {
  const { appearance, backgroundColor } = getComputedStyle(box);
  return appearance === "none" ? backgroundColor : "drawn by the browser";
}"""

# The contrast of the box's edge with its fill.
EDGE = """box => {
  const light = (color) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const parts = Array.from(canvas.getImageData(0, 0, 1, 1).data).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const { borderTopColor, backgroundColor } = getComputedStyle(box);
  const [edge, fill] = [light(borderTopColor), light(backgroundColor)];
  return Math.max(edge, fill) / Math.min(edge, fill);
}"""
