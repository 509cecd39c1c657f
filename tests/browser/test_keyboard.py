"""Joining, the talk, the board and the queue can be used without a mouse, and focus stays in its place.

Rewriting and deleting a finding is in test_findings.py, the desk's moves and menus in test_moves.py, moving people and
regrouping in test_people.py.
"""

import re

from playwright.sync_api import expect

from reviews.comments.models import Comment
from reviews.tables.models import Finding
from tests.browser.visits import tab_to


def test_joining_and_talking_need_no_mouse(visits, discussion):
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
    expect(page).to_have_url(re.compile("/main/"))

    discussion.people["Eve"] = discussion.session.participants.get(name="Eve")
    discussion.assigns_groups()  # again, so that Eve has a table too
    to_table = page.get_by_role("link", name="To your table")
    expect(to_table).to_have_attribute("href", re.compile(str(discussion.group_of("Eve").pk)))
    tab_to(page, to_table)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tables/"))
    tab_to(page, page.get_by_label("Message your table"))
    page.keyboard.type("Typed, never clicked")
    tab_to(page, page.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Typed, never clicked"])
    expect(page.get_by_label("Message your table")).to_be_focused()


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


def test_the_desk_ignores_single_keys_while_somebody_types(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    expect(desk.locator("[data-key=n]")).to_contain_text("Start: Presentation")
    desk.evaluate("document.querySelector('.desk__sheets').append(document.createElement('textarea'))")
    desk.locator(".desk__sheets > textarea").press_sequentially("now 25")
    desk.locator("body").click(position={"x": 5, "y": 5})
    desk.keyboard.press("2")
    expect(desk.locator(".clock__left")).to_have_text(re.compile(r"^2[67]:"))
    expect(desk.locator("[data-key=n]")).to_contain_text("Start: Presentation")


def test_choosing_the_focus_ticking_and_reporting_a_finding_need_no_mouse(visits, discussion, table, ben):
    page = visits.open(table, ben)
    question = page.locator("#question-ops_change")
    tab_to(page, question.locator("summary"))
    page.keyboard.press("Enter")
    choice = question.get_by_label("Changes are small and go out at least every week")
    tab_to(page, choice)
    page.keyboard.press("Space")
    expect(question.locator(".risk")).to_have_text("High risk")
    expect(choice).to_be_focused()
    tab_to(page, question.get_by_role("button", name="Focus on this question"))
    page.keyboard.press("Enter")
    expect(question).to_contain_text("Our focus question")

    tab_to(page, page.locator("details.finding-form > summary"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Finding, in one line")).to_be_visible()
    if not page.get_by_label("Finding, in one line").evaluate("field => field === document.activeElement"):
        tab_to(page, page.get_by_label("Finding, in one line"))
    page.keyboard.type("Nobody can go back")
    tab_to(page, page.get_by_label("High risk"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to(page, page.get_by_role("button", name="Add to board"))
    page.keyboard.press("Enter")
    expect(page.locator(".slip__title")).to_have_text("Nobody can go back")
    assert Finding.objects.get().risk == "medium"


def test_a_word_without_a_name_is_written_shown_answered_and_declined_without_a_mouse(
    visits, discussion, ana, ben, worker
):
    main_room, desk = (
        visits.open(discussion.url("workshop:main-room"), ben),
        visits.open(discussion.url("workshop:desk"), ana),
    )
    for text in ("We were told not to ask", "Somebody is named here"):
        tab_to(main_room, main_room.get_by_label("Comment", exact=True))
        main_room.keyboard.type(text)
        tab_to(main_room, main_room.locator(".composer").get_by_role("button", name="Send"))
        main_room.keyboard.press("Enter")
        expect(main_room.locator("own-comments")).to_contain_text(text)
    worker.moves_the_inbox()

    row = desk.locator(".queue > li", has_text="We were told not to ask")
    tab_to(desk, row.get_by_role("button", name="Show", exact=True))
    desk.keyboard.press("Enter")
    expect(row).to_have_attribute("data-state", "shown")
    tab_to(desk, row.get_by_role("button", name="Answer in writing"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Your answer")).to_be_focused()
    desk.keyboard.type("Ask on")
    tab_to(desk, desk.get_by_role("button", name="Publish answer"))
    desk.keyboard.press("Enter")
    expect(main_room.locator("#comments")).to_contain_text("Ask on")

    tab_to(
        desk, desk.locator(".queue > li", has_text="Somebody is named here").get_by_role("button", name="Don’t show")
    )
    for key in ("Enter", "Escape", "Enter"):  # after canceling, the focus is back on the same button
        desk.keyboard.press(key)
        expect(desk.locator("dialog[open]")).to_have_count(0 if key == "Escape" else 1)
    expect(desk.get_by_label("Reason")).to_be_focused()
    desk.keyboard.type("It names a person")
    tab_to(desk, desk.locator("#refusal-form").get_by_role("button", name="Don’t show"))
    desk.keyboard.press("Enter")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    expect(main_room.locator("#comments > live-pane")).not_to_contain_text("Somebody is named here")
    assert Comment.objects.get(text="Somebody is named here").state == "declined"
