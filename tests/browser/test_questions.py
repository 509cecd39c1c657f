"""The desk's questions: opened and answered by keyboard, the focus returns, and no key counts twice."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_moves import settled

OPERATIONS = "operationalExcellence"


@pytest.fixture
def desk(visits, discussion, ana) -> Page:
    discussion.goes_to("presentation", OPERATIONS)
    return visits.open(discussion.url("workshop:desk"), ana)


def question(desk: Page):
    return desk.get_by_role("dialog", name="Close the pillar Operational Excellence?")


def test_escape_and_cancel_leave_the_pillar_open_and_the_focus_returns(desk, discussion):
    for leave in ("Escape", "Cancel"):
        desk.keyboard.press("n")
        expect(question(desk).get_by_role("button", name="Close the pillar")).to_be_focused()
        if leave == "Escape":
            desk.keyboard.press("Escape")
        else:
            question(desk).get_by_role("button", name="Cancel").click()
        expect(question(desk)).to_have_count(0)
        expect(desk.locator("#now-closing")).to_be_focused()
        settled(desk)
    assert discussion.review(OPERATIONS).state == "open"


def test_accepting_closes_the_pillar_and_z_opens_it_again_on_every_page(desk, visits, discussion, ben):
    bens = visits.open(discussion.url("workshop:main-room"), ben)
    desk.keyboard.press("n")
    expect(question(desk)).to_contain_text("No answer yet")
    desk.keyboard.press("Enter")
    expect(bens.locator("#summaries")).to_contain_text("Operational Excellence")
    expect(bens.locator(".main-room__where")).to_contain_text("Presentation: finished")
    expect(desk.locator("#undo")).to_contain_text("The pillar is closed")
    settled(desk)
    desk.keyboard.press("z")
    expect(bens.locator("#summaries")).to_have_count(0)
    expect(bens.locator(".main-room__where")).not_to_contain_text("ended")
    assert discussion.review(OPERATIONS).state == "open"


def test_a_second_enter_does_not_start_what_comes_next(desk, discussion):
    desk.keyboard.press("n")
    expect(question(desk)).to_be_visible()
    desk.keyboard.press("Enter")
    expect(question(desk)).to_have_count(0)
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-key=n]")).to_contain_text("Start: Break")
    settled(desk)
    assert discussion.review(OPERATIONS).state == "closed"
    assert not discussion.session.stages.filter(state="running").exists()


def test_ending_the_day_asks_and_cancel_has_the_focus(desk, discussion):
    discussion.closes(OPERATIONS)
    discussion.goes_to("wrap_up")
    desk.locator("#now-ending").click()
    asked = desk.get_by_role("dialog", name="End the session?")
    expect(asked.get_by_role("button", name="Cancel")).to_be_focused()
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#now")).to_contain_text("This session is over")


def test_without_scripts_the_desk_closes_a_pillar_by_pages(visits, discussion, ana):
    discussion.goes_to("presentation", OPERATIONS)
    desk = visits.open(discussion.url("workshop:desk"), ana, java_script_enabled=False)
    desk.locator("#now-closing").click()
    desk.get_by_role("main").get_by_role("button", name="Close the pillar").click()
    expect(desk.locator("#now-closing")).to_have_count(0)
    assert discussion.review(OPERATIONS).state == "closed"
