"""The queue at the desk with more comments than one page shows."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from reviews.comments.models import Comment
from reviews.comments.services import inbox, moderation
from tests.browser.visits import tab_to

ROWS = ".queue > li:not(.queue__none)"


@pytest.fixture
def flood(discussion) -> list[Comment]:
    """Sixty waiting comments, oldest first."""
    first = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    return Comment.objects.bulk_create(
        Comment(
            session=discussion.session,
            text=f"Word {number}.",
            hash=f"{number:064x}",
            batch=first + timedelta(seconds=number),
        )
        for number in range(60)
    )


@pytest.fixture
def desk(visits, discussion, ana, flood) -> Page:
    return visits.open(discussion.url("workshop:desk"), ana)


def test_it_shows_fifty_and_by_the_keyboard_the_rest(desk):
    expect(desk.locator(ROWS)).to_have_count(50)
    more = desk.get_by_role("link", name="10 more")
    more.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(ROWS)).to_have_count(10)
    expect(desk.locator(ROWS).first).to_contain_text("Word 50.")
    assert desk.evaluate("document.activeElement.matches('.desk__queue [data-page-start]')")
    assert desk.evaluate("document.activeElement.scrollTop") == 0
    tab_to(desk, desk.get_by_role("link", name="50 previous"))
    desk.keyboard.press("Enter")
    expect(desk.locator(ROWS).first).to_contain_text("Word 0.")


def test_new_comments_do_not_change_the_page_of_the_queue_that_is_open(desk, discussion, flood, worker):
    desk.get_by_role("link", name="10 more").click()
    expect(desk.locator(ROWS)).to_have_count(10)
    inbox.receive(discussion.session, text="Just now.", digest="a" * 64)
    worker.moves_the_inbox()
    expect(desk.locator(ROWS).last).to_contain_text("Just now.")
    expect(desk.locator(ROWS).first).to_contain_text("Word 50.")
    for comment in flood[:5]:
        moderation.decline(discussion.session, comment.pk, reason="No.")
    expect(desk.locator(ROWS).first).to_contain_text("Word 55.")
    expect(desk.locator(".desk__queue")).to_contain_text("56 to check")


def test_its_links_lead_to_the_same_pages_of_a_desk_of_its_own(visits, desk, discussion, ana):
    other = visits.open(desk.get_by_role("link", name="10 more").get_attribute("href"), ana)
    expect(other.locator(ROWS).first).to_contain_text("Word 50.")
    moderation.decline(discussion.session, Comment.objects.get(text="Word 59.").pk, reason="No.")
    expect(other.locator(ROWS).first).to_contain_text("Word 50.")
