"""A person who is moved to another table is told in a whole sentence, and what they had begun to write comes along."""

import re

import pytest
from playwright.sync_api import Page, expect

from reviews.tables.models import Entry, Finding
from tests.browser.visits import PHONE
from workshop.groups import services as groups
from workshop.groups.models import Group

TALK = "Message your table"
WIDTHS = (320, 360, 960, 1280, 1920)


@pytest.fixture
def moves(discussion, ben):
    """Moves Ben to another table, and returns it."""

    def move() -> Group:
        before = discussion.group_of("Ben")
        to = Group.objects.filter(round=before.round).exclude(pk=before.pk).first()
        assert groups.move(ben, to, seen=str(before.pk))
        return to

    return move


def is_read_in_full(page: Page, sentence) -> None:
    """Nothing of the sentence is clipped, covered or outside of the window."""
    expect(sentence).to_be_visible()
    assert sentence.evaluate("""sentence => {
        const range = document.createRange();
        range.selectNodeContents(sentence);
        return Array.from(range.getClientRects()).filter(({ width }) => width > 0).every(({ left, right, top, bottom }) => {
            const [x, y] = [(left + right) / 2, (top + bottom) / 2];
            return left >= 0 && right <= innerWidth && sentence.contains(document.elementFromPoint(x, y));
        });
    }""")


def test_what_is_begun_at_the_old_table_is_sent_at_the_new_one(visits, discussion, table, ben, moves):
    page = visits.open(table, ben)
    page.get_by_label(TALK).fill("We deploy by hand")
    page.get_by_text("Write a finding").click()
    page.get_by_label("Finding, in one line").fill("Nobody can go back")
    to = moves()

    expect(page.locator(".way .word")).to_contain_text("Your drafts move with you.")
    page.get_by_role("button", name="Send").first.click()
    said = page.locator("#talk-form [role=alert]")
    expect(said).to_contain_text("so this was not sent. Your text is saved and moves to your new table.")
    expect(page.get_by_label(TALK)).to_have_value("We deploy by hand")
    expect(page.locator("connection-pill")).to_have_text("Connected")

    page.get_by_role("link", name="To your table").click()
    expect(page).to_have_url(re.compile(str(to.pk)))
    expect(page.locator("[data-moved]")).to_contain_text("Your drafts have moved with you.")
    expect(page.get_by_label("Finding, in one line")).to_have_value("Nobody can go back")
    page.get_by_label(TALK).press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["We deploy by hand"])
    page.get_by_label("High risk").check()
    page.get_by_role("button", name="Add to board").click()
    expect(page.locator(".slip__title")).to_have_text(["Nobody can go back"])
    assert Entry.objects.get().group == Finding.objects.get().group == to


def test_the_old_table_ends_catching_up_while_its_reader_is_typing(visits, table, ben, moves):
    page = visits.open(table, ben)
    page.get_by_label(TALK).fill("We deploy by hand")
    moves()
    expect(page.locator(".way .word")).to_be_visible()
    page.wait_for_timeout(3000)  # the panes have learned that they are closed, and the mark has its second
    expect(page.locator("connection-pill")).to_have_text("Connected")


@pytest.mark.typeset
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_old_address_says_what_happened_in_a_whole_sentence_at_every_width(visits, table, ben, moves, language):
    page = visits.open(table, ben, language=language)
    page.locator("#id_text").fill("still writing")
    moves()
    old = page.locator(".way .word > span")
    expect(old).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        is_read_in_full(page, old)

    page.goto(table)
    new = page.locator("[data-moved] > span")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        is_read_in_full(page, new)


def test_a_person_who_writes_nothing_is_led_to_the_new_table_and_told_so(visits, discussion, table, ben, moves):
    page = visits.open(table, ben, screen=PHONE)
    to = moves()
    expect(page).to_have_url(re.compile(str(to.pk)))
    expect(page.locator("[data-moved]")).to_contain_text("You have moved from")


def test_the_edit_of_a_finding_of_the_old_table_is_offered_as_a_new_finding(visits, table, ben, finding, moves):
    page = visits.open(table, ben)
    page.locator(".slip__edit").click()
    page.locator("#edit_title").fill("Nobody can go back at night")
    to = moves()
    page.get_by_role("link", name="To your table").click()
    expect(page.get_by_label("Finding, in one line")).to_have_value("Nobody can go back at night")
    page.get_by_role("button", name="Add to board").click()
    expect(page.locator(".slip__title")).to_have_text(["Nobody can go back at night"])
    assert Finding.objects.get(group=to).title == "Nobody can go back at night"
