"""Findings at a table: drafts stay on the device, and findings can be edited, deleted and restored."""

import pytest
from playwright.sync_api import Page, expect

from reviews.comments.models import Waiting
from reviews.tables.models import Entry, Finding, Tick
from reviews.tables.writers import Writer
from tests.browser.visits import PHONE, lose_the_answer, tab_to, until
from workshop.live import limits
from workshop.people.models import Participant

TALK = "Message your table"
TITLE = "Finding, in one line"
TOO_FAST = "You sent several messages in quick succession. Wait a moment and send again."
DRAFT = "Draft saved on this device"


@pytest.fixture
def page(visits, table, ben) -> Page:
    return visits.open(table, ben)


def kept(page: Page) -> str:
    return page.evaluate("JSON.stringify(localStorage)")


def test_a_half_written_finding_and_word_survive_a_closed_tab_until_they_are_sent(page):
    page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill("Half a thought")
    page.get_by_label("Medium risk").check()
    page.get_by_label(TALK).fill("What if we")
    expect(page.get_by_text(DRAFT)).to_have_count(2)
    expect(page.locator(".draft-kept:visible")).to_have_count(0)

    again = page.context.new_page()
    page.close()
    again.goto(page.url)
    expect(again.get_by_label(TITLE)).to_be_visible()
    expect(again.get_by_label(TITLE)).to_have_value("Half a thought")
    expect(again.get_by_label("Medium risk")).to_be_checked()
    expect(again.get_by_label(TALK)).to_have_value("What if we")
    expect(again.locator(".draft-kept:visible")).to_have_count(1)

    again.get_by_role("button", name="Add to board").click()
    expect(again.locator(".slip__title")).to_have_text(["Half a thought"])
    again.get_by_label(TALK).press("Control+Enter")
    expect(again.locator("live-pane .bubble__text")).to_have_text(["What if we"])
    expect(again.get_by_label(TALK)).to_have_value("")
    assert "hashira.draft" not in kept(again)
    again.reload()
    expect(again.locator(".slip__title")).to_have_count(1)
    expect(again.get_by_label(TALK)).to_have_value("")
    assert (Finding.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_finding_that_may_have_arrived_is_sent_again_as_the_same(page):
    page.route("**/findings/", lose_the_answer, times=3)
    page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill("It arrived, they never knew")
    page.get_by_label("High risk").check()
    page.get_by_role("button", name="Add to board").click()
    expect(page.locator("connection-pill")).to_have_text("1 not sent yet")
    page.reload()
    expect(page.locator(".slip__title")).to_have_text(["It arrived, they never knew"])
    expect(page.locator("connection-pill")).to_have_text("Connected", timeout=60_000)
    expect(page.locator("details.finding-form[open], .waiting__line")).to_have_count(0)
    assert "hashira.draft" not in kept(page)
    assert Finding.objects.count() == 1


def test_a_draft_is_given_up_by_one_press(page):
    page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill("Not this")
    page.reload()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label(TITLE)).to_have_value("")
    until(page, "!JSON.stringify(localStorage).includes('hashira.draft')")


def test_the_draft_of_a_refused_finding_stays_stored(page):
    page.get_by_text("Write a finding").click()
    page.get_by_label("As-is").fill("By hand, at night")
    page.get_by_role("button", name="Add to board").click()
    expect(page.get_by_text("Please choose how high the risk is.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("As-is")).to_have_value("By hand, at night")


def test_the_draft_of_a_comment_is_stored_in_its_tab_alone(visits, discussion, ben):
    main_room = visits.open(discussion.url("workshop:main-room"), ben)
    main_room.get_by_label("Comment", exact=True).fill("I would rather not say who I am")
    main_room.reload()
    expect(main_room.get_by_label("Comment", exact=True)).to_have_value("I would rather not say who I am")
    assert "rather not say" not in kept(main_room)
    another = main_room.context.new_page()
    another.goto(main_room.url)
    expect(another.get_by_label("Comment", exact=True)).to_have_value("")
    assert not Waiting.objects.exists()


def test_a_finding_is_rewritten_deleted_and_brought_back_without_a_mouse(page, finding, visits, table, chi):
    chis = visits.open(table, chi)
    page.reload()
    edit = page.get_by_role("button", name="Edit Nobody can go back")
    tab_to(page, edit)
    page.keyboard.press("Enter")
    expect(page.locator("#edit-form").get_by_label(TITLE)).to_be_focused()
    page.keyboard.type(" at night")
    page.keyboard.press("Enter")
    expect(chis.locator(".slip__title")).to_have_text([f"{finding.title} at night"])
    edit = page.get_by_role("button", name="Edit Nobody can go back at night")
    expect(edit).to_be_focused()

    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Delete"))
    page.keyboard.press("Enter")
    expect(chis.locator(".slip__title")).to_have_count(0)
    expect(chis.get_by_text("No findings yet.")).to_be_visible()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(undo).not_to_have_attribute("data-fresh", "")  # the second press of a double press undoes nothing
    page.keyboard.press("Enter")
    expect(chis.locator(".slip__title")).to_have_text([f"{finding.title} at night"])
    expect(edit).to_be_focused()


# An edit holds the lock of the outbox, during which no post can be taken back, until its answer arrives.
HOLDS_THE_LANE = """
  const ask = window.fetch;
  window.fetch = (address, options) => {
    if (String(address).endsWith("/edits/")) {
      navigator.locks.request("hashira.signed", () => new Promise((letGo) => { window.letGo = letGo; }));
    }
    return ask(address, options);
  };
"""


def test_an_edit_that_is_given_up_while_its_refusal_arrives_stays_given_up(visits, table, ben, finding):
    page = visits.open(table, ben, before=HOLDS_THE_LANE)
    page.get_by_role("button", name="Edit Nobody can go back").click()
    form = page.locator("#edit-form")
    form.get_by_label(TITLE).fill("")
    form.get_by_role("button", name="Save").click()
    until(page, "window.letGo !== undefined")
    page.locator("[data-cancel]").click()
    expect(form).to_have_count(0)
    page.evaluate("window.letGo()")
    expect(page.locator("connection-pill")).to_have_text("Connected")
    expect(form).to_have_count(0)
    expect(page.locator(".slip__title")).to_have_text([finding.title])


def test_a_person_who_presses_too_fast_is_told_so_loses_nothing_and_presses_again(page, finding, settings, monkeypatch):
    """A tick, a deletion and a restoration: the page shows the current state, and the next press counts."""
    page.reload()
    page.locator("#question-ops_signals summary").click()
    practice = page.locator("#question-ops_signals").get_by_label("Every alert says what to look at first")
    settings.POSTS_A_PERSON = 1
    monkeypatch.setattr(limits, "WITHIN", 3600.0)
    limits.wait_before_next(Writer(participant=finding.participant).key)
    practice.click()
    expect(page.get_by_text(TOO_FAST)).to_be_visible()
    expect(practice).not_to_be_checked()
    assert not Tick.objects.exists()
    monkeypatch.setattr(limits, "WITHIN", 0.0)
    practice.click()
    expect(practice).to_be_checked()
    expect(page.get_by_text(TOO_FAST)).to_have_count(0)

    page.get_by_role("button", name="Edit Nobody can go back").click()
    for name, titles in (("Delete", []), ("Undo", [finding.title])):
        button = page.locator("#finding-editor").get_by_role("button", name=name)
        before = page.locator(".slip__title").all_text_contents()
        expect(button).not_to_have_attribute("data-fresh", "")
        monkeypatch.setattr(limits, "WITHIN", 3600.0)
        button.click()
        expect(page.get_by_text(TOO_FAST)).to_be_visible()
        expect(page.locator(".slip__title")).to_have_text(before)
        monkeypatch.setattr(limits, "WITHIN", 0.0)
        button.click()
        expect(page.locator(".slip__title")).to_have_text(titles)
        expect(page.get_by_text(TOO_FAST)).to_have_count(0)


def test_the_second_to_save_sees_the_others_text_and_keeps_their_own_over_a_reload(page, finding, visits, table, chi):
    page.reload()
    chis = visits.open(table, chi)
    for each, words in ((page, "Ben's words"), (chis, "Chi's words")):
        each.get_by_role("button", name="Edit Nobody").click()
        each.locator("#edit_as_is").fill(words)
    chis.get_by_role("button", name="Save").click()
    expect(page.locator(".slips dd")).to_have_text(["Chi's words"])
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#edit-form [role=alert]")).to_contain_text("Chi's words")
    expect(page.locator("#edit-form [role=alert]")).to_be_focused()
    expect(page.locator("#edit_as_is")).to_have_value("Ben's words")

    page.reload()
    edit = page.get_by_role("button", name="Edit Nobody")
    expect(edit).to_contain_text(DRAFT)
    edit.click()
    expect(page.locator("#edit_as_is")).to_have_value("Ben's words")
    page.get_by_role("button", name="Save").click()
    expect(chis.locator(".slips dd")).to_have_text(["Ben's words"])
    assert "hashira.draft" not in kept(page)


def test_cancel_leaves_the_finding_as_it_was(page, finding):
    page.reload()
    edit = page.get_by_role("button", name="Edit Nobody")
    edit.click()
    page.locator("#edit_title").fill("Never mind")
    page.get_by_role("button", name="Cancel").click()
    expect(edit).to_be_focused()
    expect(page.locator(".slip__title")).to_have_text([finding.title])
    edit.click()
    expect(page.locator("#edit_title")).to_have_value(finding.title)


@pytest.mark.typeset
@pytest.mark.parametrize("screen", [{"width": 1280, "height": 720}, PHONE], ids=["laptop", "phone"])
def test_a_writer_has_the_whole_sheet_and_a_way_back_to_the_findings(visits, table, ben, finding, screen):
    page = visits.open(f"{table}#board", ben, screen=screen)
    page.get_by_text("Write a finding").click()
    expect(page.get_by_label(TITLE)).to_be_focused()
    expect(page.locator(".slip__title")).to_be_hidden()
    for field in (TITLE, "To-be"):
        expect(page.get_by_label(field)).to_be_in_viewport()
    expect(page.get_by_role("button", name="Add to board")).to_be_in_viewport()
    page.get_by_text("Back to the findings").click()
    expect(page.locator(".slip__title")).to_be_in_viewport()


@pytest.mark.typeset
@pytest.mark.parametrize("screen", [{"width": 1280, "height": 720}, PHONE], ids=["laptop", "phone"])
def test_the_way_from_a_table_to_the_anonymous_comments(visits, table, ben: Participant, screen):
    page = visits.open(table, ben, screen=screen)
    page.locator(".beam__rooms").get_by_role("button", name="Comment").click()
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    expect(page.get_by_label("Comment", exact=True)).to_be_in_viewport()


def test_none_of_these_and_a_practice_take_each_others_tick_on_everyones_page(visits, table, ben, chi):
    bens, chis = visits.open(table, ben), visits.open(table, chi)
    for each in (bens, chis):
        each.locator("#question-ops_signals summary").click()
    none, practice = "None of these", "Every alert says what to look at first"
    bens.locator("#question-ops_signals").get_by_label(practice).check()
    expect(chis.locator("#question-ops_signals").get_by_label(practice)).to_be_checked()
    chis.locator("#question-ops_signals").get_by_label(none).check()
    expect(bens.locator("#question-ops_signals").get_by_label(practice)).not_to_be_checked()
    expect(bens.locator("#question-ops_signals").get_by_label(none)).to_be_checked()
    bens.locator("#question-ops_signals").get_by_label(practice).check()
    expect(chis.locator("#question-ops_signals").get_by_label(none)).not_to_be_checked()


@pytest.mark.typeset
def test_a_person_who_left_the_page_while_a_finding_was_being_sent_is_not_called_back(page):
    page.route("**/findings/", lambda route: (page.get_by_label(TALK).focus(), route.continue_()), times=1)
    page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill("On its way")
    page.get_by_label("High risk").check()
    page.get_by_role("button", name="Add to board").click()
    expect(page.locator("details.finding-form[open]")).to_have_count(0)
    expect(page.locator(".slip__title")).to_be_in_viewport()
    expect(page.get_by_label(TALK)).to_be_focused()


@pytest.mark.parametrize("letter", ["柱", "𠮷"])
def test_a_finding_as_long_as_it_may_be_is_taken_in_any_script(page, letter):
    """Percent-encoding makes nine bytes of a letter that has three, which would make the body too long."""
    page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill(letter * 100)
    for label in ("As-is", "To-be", "Evidence"):
        page.get_by_label(label, exact=True).fill(letter * 3999 + "\n")
    page.get_by_label("Medium risk").check()
    page.get_by_role("button", name="Add to board").click()
    expect(page.locator(".slip__title")).to_have_text([letter * 100])
    assert [len(field) for field in Finding.objects.values_list("as_is", "to_be", "evidence").get()] == [3999] * 3
