"""At a table on a phone: talk is followed, each section keeps its place and says what is new, and the clock stays in sight."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from reviews.tables.services import findings, talk
from reviews.tables.writers import Writer
from tests.browser.visits import LAPTOP, PHONE, until

TALK = "Message your table"
AT_THE_END = "innerHeight + scrollY >= document.documentElement.scrollHeight - 2"


@pytest.fixture
def said(discussion, chi):
    group, review = discussion.group_of("Ben"), discussion.review("operationalExcellence")

    def say(*texts: str) -> None:
        for text in texts:
            talk.say(group, review, author=Writer(participant=chi), client_id=uuid4(), text=text)

    return say


@pytest.fixture
def page(visits, table, ben, said) -> Page:
    said(*(f"{number} was said before" for number in range(30)))
    return visits.open(f"{table}#scenario", ben, screen=PHONE)


def tab(page: Page, name: str):
    return page.locator(f".table__places a[href='#{name}']")


def test_new_talk_is_followed_at_the_end_and_not_further_up(page, said):
    tab(page, "talk").click()
    until(page, AT_THE_END)
    said("This is new")
    last = page.locator("live-pane .bubble__text").last
    expect(last).to_have_text("This is new")
    expect(last).to_be_in_viewport()
    until(page, AT_THE_END)

    page.mouse.wheel(0, -900)
    until(page, f"!({AT_THE_END})")
    page.wait_for_timeout(500)  # the wheel has come to rest
    before = page.evaluate("scrollY")
    said("This is newer")
    expect(last).to_have_text("This is newer")
    expect(last).not_to_be_in_viewport()
    assert page.evaluate("scrollY") == before


def press(page: Page, name: str) -> None:
    """Press a tab. Playwright's own click scrolls the page to what is stuck to its end."""
    tab(page, name).dispatch_event("click")


def test_each_section_keeps_its_place(page, said):
    page.evaluate("scrollTo(0, 1200)")
    press(page, "talk")
    until(page, AT_THE_END)
    page.evaluate("scrollTo(0, 300)")
    page.wait_for_timeout(200)  # the page has noticed that its reader is no longer at the end
    press(page, "questions")
    until(page, "scrollY === 0")
    press(page, "talk")
    until(page, "scrollY === 300")
    press(page, "scenario")
    until(page, "scrollY === 1200")


def test_a_section_with_something_new_is_marked_until_it_is_opened(page, discussion, chi, said):
    for name in ("talk", "board", "questions"):
        expect(tab(page, name)).not_to_have_attribute("data-unread", "")
    said("This is new")
    expect(tab(page, "talk")).to_have_attribute("data-unread", "")
    expect(tab(page, "talk")).to_have_accessible_name("Talk New")
    expect(tab(page, "board")).not_to_have_attribute("data-unread", "")
    group, review = discussion.group_of("Ben"), discussion.review("operationalExcellence")
    words = {"title": "No way back", "as_is": "", "to_be": "", "risk": "high", "evidence": ""}
    findings.report(group, review, author=Writer(participant=chi), client_id=uuid4(), **words)
    expect(tab(page, "board")).to_have_attribute("data-unread", "")
    for name in ("talk", "board"):
        tab(page, name).click()
        expect(tab(page, name)).not_to_have_attribute("data-unread", "")

    tab(page, "scenario").click()
    page.locator("live-pane[data-src$='/talk/']").evaluate("pane => pane.refresh()")
    page.wait_for_timeout(300)  # the pane that was fetched again shows nothing new
    expect(tab(page, "talk")).not_to_have_attribute("data-unread", "")


def test_the_time_left_stays_in_sight_while_one_reads_and_writes(page):
    clock = page.locator(".clock__left")
    for name in ("scenario", "talk", "board"):
        tab(page, name).click()
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        expect(clock).to_be_in_viewport(ratio=1)
    tab(page, "talk").click()
    page.set_viewport_size({"width": 360, "height": 400})  # as a phone's keyboard leaves it
    page.get_by_label(TALK).focus()
    expect(clock).to_be_in_viewport(ratio=1)
    expect(page.get_by_label(TALK)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_number_of_a_paragraph_leads_to_it_at_the_table(visits, table, ben, said, screen):
    said("Look at ¶ 23")
    page = visits.open(f"{table}#talk", ben, screen=screen)
    page.get_by_label(TALK).fill("begun")
    page.get_by_role("link", name="¶ 23").click()
    paragraph = page.locator("#p23")
    expect(paragraph).to_be_in_viewport(ratio=0.5)
    expect(paragraph).to_be_focused()
    expect(tab(page, "scenario")).to_have_attribute("aria-current", "true")
    expect(page.get_by_label(TALK)).to_have_value("begun")


def test_from_the_main_room_it_leads_to_the_page_of_the_scenario(visits, discussion, ben, finding):
    words = {"title": "No way back, see ¶ 23", "as_is": "", "to_be": "", "risk": "high", "evidence": ""}
    findings.edit(finding.group, finding, author=Writer(participant=ben), client_id=uuid4(), revision=0, **words)
    discussion.goes_to("presentation", "operationalExcellence")
    page = visits.open(discussion.url("workshop:main-room"), ben)
    page.get_by_role("link", name="¶ 23").click()
    expect(page.locator("#p23")).to_be_in_viewport(ratio=0.5)
