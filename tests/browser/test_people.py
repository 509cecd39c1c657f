"""Moving and removing people and regrouping at the desk by keyboard, and what other people's pages show."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PHONE, tab_to
from workshop.groups import queries


@pytest.fixture
def desk(visits, discussion, ana):
    return visits.open(discussion.url("workshop:desk"), ana)


@pytest.fixture
def other(discussion, ben) -> str:
    """The address of the table that is not Ben's."""
    sits = discussion.group_of("Ben")
    group = next(group for group in queries.groups_of(discussion.session) if group != sits)
    return discussion.url("reviews:table", group=group.pk)


def opens(page, name: str):
    """Opens a person's dialog from the card of their group, without a mouse."""
    tab_to(page, page.get_by_role("link", name=name, exact=True))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=re.compile(name))
    expect(dialog).to_be_visible()
    return dialog


def test_a_facilitator_moves_somebody_by_keyboard_and_their_page_goes_along(visits, desk, table, other, ben):
    bens = visits.open(table, ben)
    expect(bens.get_by_label("Message your table")).to_be_visible()
    dialog = opens(desk, "Ben")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(bens).to_have_url(re.compile(re.escape(other)))
    expect(bens.locator(".people")).to_contain_text("Ben")
    expect(desk.get_by_role("link", name="Ben", exact=True)).to_be_focused()


def test_a_person_who_is_moved_back_at_once_is_led_back_too(visits, desk, table, other, ben):
    bens = visits.open(table, ben)
    for there in (other, table):
        dialog = opens(desk, "Ben")
        dialog.locator(".move__tables button").first.click()
        expect(bens).to_have_url(re.compile(re.escape(there)))


@pytest.mark.typeset
def test_a_facilitator_moves_somebody_on_a_phone(visits, discussion, ana, ben):
    page = visits.open(discussion.url("workshop:desk"), ana, screen=PHONE)
    page.get_by_role("link", name="Ben", exact=True).click()
    page.locator("dialog[open] .move__tables button").first.click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_escape_closes_the_dialog_and_nobody_moved(desk, discussion):
    before = discussion.group_of("Ben")
    dialog = opens(desk, "Ben")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(desk.get_by_role("link", name="Ben", exact=True)).to_be_focused()
    assert discussion.group_of("Ben") == before


def test_a_removed_person_is_told_so_and_comes_back_when_let_in_again(visits, desk, discussion, ben):
    bens = visits.open(discussion.url("workshop:main-room"), ben)
    expect(bens.get_by_role("link", name="To your table")).to_be_visible()
    dialog = opens(desk, "Ben")
    dialog.get_by_text("Remove from the session").click()
    dialog.get_by_role("button", name="Remove Ben").click()
    expect(bens.get_by_role("heading", name="You are no longer in this session")).to_be_visible()
    desk.get_by_role("button", name="Let back in").click()
    expect(desk.get_by_role("link", name="Ben", exact=True)).to_be_visible()
    bens.get_by_role("link", name="Check again").click()
    expect(bens.get_by_role("link", name="To your table")).to_be_visible()


def test_regrouping_is_asked_first_and_then_every_open_table_names_the_new_one(visits, desk, discussion, table, ben):
    bens = visits.open(table, ben)
    tab_to(desk, desk.get_by_role("link", name="Regroup…"))
    desk.keyboard.press("Enter")
    dialog = desk.get_by_role("dialog", name="Regroup?")
    expect(dialog).to_contain_text("5 people move to new tables")
    dialog.get_by_role("button", name="Regroup").click()
    expect(dialog).to_be_hidden()
    expect(desk.get_by_role("link", name="3 Cedar")).to_be_visible()
    bens.get_by_role("link", name="To your table").click()
    expect(bens).to_have_url(re.compile(str(discussion.group_of("Ben").pk)))


def test_a_latecomer_joins_by_code_and_is_at_a_table_in_two_steps(visits, discussion):
    page = visits.open(f"/j/{discussion.session.code}/", screen=PHONE)
    page.get_by_label("Your name").fill("Hal")
    page.get_by_label("Company").fill("Alone")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("link", name="To your table").click()
    expect(page.get_by_label("Message your table")).to_be_attached()


def test_the_desks_menu_opens_and_closes_by_keyboard(desk):
    menu = desk.get_by_role("navigation", name="Your account")
    tab_to(desk, desk.get_by_role("button", name="More"))
    desk.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Your sessions")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(menu).to_be_hidden()
