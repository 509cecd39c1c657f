"""The desk with a long title, at 400 %, and by the Tab key."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_moves import settled
from tests.reviews.comments.composer import Nobody, waiting_of
from workshop.sessions.models import Session

ZOOMED = {"width": 320, "height": 200}  # 1280 × 800 at 400 %
LONG = "Architecture review of the parcels platform with all its suppliers and the operations team of the north, the second day"

COVERED = """() => Array.from(document.querySelectorAll("main button, main a, main summary")).filter((button) => {
    if (button.closest(".undo") || !button.checkVisibility()) return false
    button.scrollIntoView({ block: "end" })
    const { left, top, width, height } = button.getBoundingClientRect()
    return document.elementFromPoint(left + width / 2, top + height / 2)?.closest(".undo")
}).map((button) => button.outerHTML)"""

FOCUSED = "document.activeElement.closest('.queue button') !== null"


@pytest.mark.typeset
@pytest.mark.parametrize("title", [LONG, "柱" * 120, "x" * 120])
def test_a_long_title_leaves_the_links_of_the_desk_whole(visits, discussion, ana, title):
    Session.objects.filter(pk=discussion.session.pk).update(title=title)
    ana.name = "Anastasia Konstantinopoulou-Featherstonehaugh"
    ana.save()
    for width in (1024, 1280, 1920):
        desk = visits.open(discussion.url("workshop:desk"), ana, screen={"width": width, "height": 800})
        links = desk.locator(".beam__rooms > a")
        expect(links.first).to_be_visible()
        row = desk.locator(".beam__rooms")
        assert row.evaluate("row => row.scrollWidth <= row.clientWidth"), width
        right = [box["x"] + box["width"] for box in (link.bounding_box() for link in links.all())]
        assert max(right) <= desk.locator(".beam__me").bounding_box()["x"], width
        assert desk.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.typeset
def test_at_400_percent_the_offer_to_undo_covers_no_button(visits, discussion, ana):
    waiting_of(discussion.session, Nobody(), *(f"Comment {number}" for number in range(6)))
    desk = visits.open(discussion.url("workshop:desk"), ana, screen=ZOOMED)
    desk.keyboard.press("p")
    expect(desk.locator("#undo")).to_contain_text("Discussion paused")
    settled(desk)
    expect(desk.locator("#undo")).to_be_visible()
    assert desk.evaluate(COVERED) == []


def tabs_to_a_comment(desk: Page) -> int:
    """By the first link of the page, which leads to the comments."""
    desk.keyboard.press("Tab")
    expect(desk.locator(".skips a").first).to_be_focused()
    desk.keyboard.press("Enter")
    for presses in range(2, 12):
        desk.keyboard.press("Tab")
        if desk.evaluate(FOCUSED):
            return presses
    raise AssertionError("No button of a comment was reached.")


def test_the_first_button_of_a_comment_is_within_five_tabs(visits, discussion, ana):
    waiting_of(discussion.session, Nobody(), "Who restores?")
    desk = visits.open(discussion.url("workshop:desk"), ana)
    expect(desk.locator(".queue > li[data-state=waiting]")).to_have_count(1)
    assert tabs_to_a_comment(desk) <= 5


def test_the_links_that_skip_are_seen_only_while_they_have_the_focus(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    skip = desk.locator(".skips a")
    expect(skip).to_have_count(3)
    expect(skip.first).to_have_css("clip-path", "inset(50%)")
    desk.keyboard.press("Tab")
    expect(skip.first).to_have_css("clip-path", "none")


def test_the_agenda_is_scrolled_to_the_current_stage_when_it_changes(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    current = desk.locator(".agenda [aria-current]")
    expect(current).to_be_in_viewport(ratio=1)
    discussion.goes_to("wrap_up")
    expect(current).to_contain_text("Wrap-up")
    expect(current).to_be_in_viewport(ratio=1)
    desk.reload()
    expect(current).to_be_in_viewport(ratio=1)
