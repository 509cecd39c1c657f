"""A busy table: its page holds no more than a fetched pane, keeps its scroll position, and handles a batch of frames once."""

import json
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.tables import queries
from reviews.tables.models import Entry
from reviews.tables.services import talk
from reviews.tables.writers import Writer
from tests.browser.visits import Line

ROWS = ".table__talk live-pane .bubble"
FAR_UP = 40  # the position of a row among three hundred
LOOK_AT = """([row]) => {
  const list = row.closest("[data-follow-end]");
  list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - 60;
  return list.scrollTop;
}"""
COUNT_CHANGES = """() => {
  window.changes = [];
  document.addEventListener("pane-changed", ({ target }) => window.changes.push(target.dataset.src));
}"""
NOBODY_LOOKS = """
  Object.defineProperty(document, "hidden", { get: () => true });
  window.requestAnimationFrame = () => 0;
"""


@pytest.fixture
def said(discussion, chi):
    """Says something at Ben's table, which already has a long talk."""
    group, review = discussion.group_of("Ben"), discussion.review("operationalExcellence")
    written = timezone.now()
    Entry.objects.bulk_create(
        Entry(
            group=group,
            pillar_review=review,
            participant=chi,
            client_id=uuid4(),
            text=f"Said long ago, {number}",
            written_at=written,
            told_at=number - queries.SHOWN_ENTRIES,  # before the frames of the room
        )
        for number in range(queries.SHOWN_ENTRIES)
    )

    def say(*texts: str) -> None:
        for text in texts:
            talk.say(group, review, author=Writer(chi), client_id=uuid4(), text=text)

    return say


def texts(page: Page) -> list[str]:
    return page.locator(f"{ROWS} .bubble__text").all_inner_texts()


def subscribed(page: Page) -> Page:
    """Waits until the page knows who is here, which it is told after its subscription."""
    expect(page.locator("[data-here-count]")).to_have_text("1")
    return page


def test_a_page_that_heard_everything_holds_no_more_than_one_that_came_later(visits, table, ben, said):
    page = subscribed(visits.open(table, ben))
    said("One more", "And another", "And the last")
    expect(page.get_by_text("And the last")).to_be_in_viewport(ratio=1)
    expect(page.locator(ROWS)).to_have_count(queries.SHOWN_ENTRIES)
    assert texts(page)[0] == "Said long ago, 3"
    assert texts(page) == texts(visits.open(table, ben))


def test_what_somebody_reads_stays_in_its_place_when_the_oldest_words_go(visits, table, ben, said):
    page = subscribed(visits.open(table, ben))
    row = page.locator(ROWS, has_text=f"Said long ago, {FAR_UP}").first
    page.evaluate(LOOK_AT, [row.element_handle()])
    before = row.bounding_box()
    said("One more", "And another", "And the last")
    expect(page.get_by_text("And the last")).to_be_attached()
    expect(page.get_by_text("Said long ago, 2", exact=True)).not_to_be_attached()
    assert row.bounding_box() == before


def test_words_that_wait_to_be_sent_stay_however_much_the_others_say(visits, table, ben, said):
    page = subscribed(visits.open(table, ben))
    page.route("**/entries/", lambda route: route.abort())
    page.get_by_label("Message your table").fill("I am not sent yet")
    page.keyboard.press("Control+Enter")
    waiting = page.locator(".waiting-talk .bubble")
    expect(waiting).to_contain_text("Not sent yet")
    said("One more", "And the last")
    expect(page.get_by_text("And the last")).to_be_attached()
    expect(page.locator(ROWS)).to_have_count(queries.SHOWN_ENTRIES)
    expect(waiting).to_contain_text("I am not sent yet")


def test_what_comes_in_one_frame_changes_its_pane_once_and_no_other(visits, table, ben, said):
    line = Line()
    page = subscribed(visits.open(table, ben, line=line))
    page.evaluate(COUNT_CHANGES)
    line.hold()
    said("One more", "And another", "And the last")
    line.let_go(page, told=3)
    expect(page.get_by_text("And the last")).to_be_attached()
    changes = page.evaluate("window.changes")
    assert [path.rsplit("/", 2)[-2] for path in changes] == ["talk"], json.dumps(changes)


def test_a_page_that_nobody_looks_at_follows_as_well(visits, table, ben, said):
    page = subscribed(visits.open(table, ben, before=NOBODY_LOOKS))
    said("One more")
    expect(page.get_by_text("One more")).to_be_attached()
