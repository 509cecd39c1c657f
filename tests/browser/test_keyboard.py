"""Without a mouse, from the code to the talk; and focus stays where it was put."""

import re

from playwright.sync_api import expect

from tests.browser.visits import tab_to


def test_one_joins_and_talks_without_a_mouse(visits, discussion):
    page = visits.open("/")
    tab_to(page, page.get_by_label("Session code"))
    page.keyboard.type(discussion.session.code)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/j/"))
    tab_to(page, page.get_by_label("Your name"))
    page.keyboard.type("Eve")
    tab_to(page, page.get_by_label("Company"))
    page.keyboard.type("Alone")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/hall/"))

    discussion.people["Eve"] = discussion.session.participants.get(name="Eve")
    discussion.deals()  # again, so that Eve too has a table
    to_table = page.get_by_role("link", name="To your table")
    expect(to_table).to_be_visible()
    tab_to(page, to_table)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tables/"))
    tab_to(page, page.get_by_label("Say something to your table"))
    page.keyboard.type("Typed, never clicked")
    tab_to(page, page.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")
    expect(page.locator(".bubble__text")).to_have_text(["Typed, never clicked"])
    expect(page.get_by_label("Say something to your table")).to_be_focused()


def test_focus_stays_on_a_choice_while_the_others_tick_theirs(visits, discussion, table, ben, chi):
    bens, chis = visits.open(table, ben), visits.open(table, chi)
    question = "#question-ops_change"
    for page in (bens, chis):
        page.locator(f"{question} summary").click()
    mine = bens.locator(question).get_by_label("We can return to the previous version within minutes")
    mine.focus()
    bens.keyboard.press("Space")
    expect(chis.locator(question).get_by_label("We can return to the previous version within minutes")).to_be_checked()
    expect(mine).to_be_focused()

    chis.locator(question).get_by_label("Changes are small and go out at least every week").check()
    expect(bens.locator(question).get_by_label("Changes are small and go out at least every week")).to_be_checked()
    expect(mine).to_be_focused()
    expect(mine).to_be_checked()
    bens.keyboard.press("Space")
    expect(
        chis.locator(question).get_by_label("We can return to the previous version within minutes")
    ).not_to_be_checked()
    expect(mine).to_be_focused()


def test_the_desk_takes_no_single_keys_while_one_types(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    expect(desk.locator("[data-key=n]")).to_contain_text("Start: Presentations")
    desk.evaluate("document.querySelector('.desk__sheets').append(document.createElement('textarea'))")
    desk.locator(".desk__sheets > textarea").press_sequentially("now 25")
    desk.locator("body").click(position={"x": 5, "y": 5})
    desk.keyboard.press("2")
    expect(desk.locator(".clock__left")).to_have_text(re.compile(r"^2[67]:"))
    expect(desk.locator("[data-key=n]")).to_contain_text("Start: Presentations")
