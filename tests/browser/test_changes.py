"""At a table everyone sees who changed what, reads the earlier texts of a finding, and can bring a deleted one back."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from reviews.tables.models import Entry, Finding
from reviews.tables.services import findings
from reviews.tables.writers import Writer
from tests.browser.visits import PHONE, until

TALK = "Message your table"


@pytest.fixture
def page(visits, table, ben) -> Page:
    return visits.open(table, ben)


def say(page: Page, text: str) -> None:
    page.get_by_label(TALK).fill(text)
    page.get_by_label(TALK).press("Control+Enter")
    expect(page.locator("live-pane .bubble__text").last).to_have_text(text)


def test_words_that_a_conflict_replaced_are_read_in_the_history(visits, page, table, finding, discussion, chi):
    page.locator(".slip__edit").click()
    page.locator("#edit_as_is").fill("As Ben wrote it")
    words = {"title": finding.title, "as_is": "As Chi wrote it", "to_be": "", "risk": "high", "evidence": ""}
    findings.edit(finding.group, finding, author=Writer(participant=chi), client_id=uuid4(), revision=0, **words)
    for _press in range(2):
        page.get_by_role("button", name="Save").click()
        until(page, "!document.querySelector('#edit-form[data-sending]')")
    expect(page.locator(".slip")).to_contain_text("As Ben wrote it")

    for reader in (page, visits.open(f"{table}#board", chi, screen=PHONE)):
        reader.get_by_role("button", name="2 earlier texts").click()
        history = reader.locator("#finding-history")
        expect(history.locator(".slip")).to_have_count(2)
        expect(history.locator(".slip").first).to_contain_text("As Chi wrote it")
        expect(history.locator(".slip").last).to_contain_text("By hand")
        box = history.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= reader.viewport_size["width"]
        history.get_by_role("button", name="Close").click()
        expect(history).to_be_hidden()


def test_who_ticked_a_choice_is_said_on_every_page_of_the_table(visits, page, table, ben, chi):
    chis = visits.open(table, chi)
    for each in (page, chis):
        each.locator(".question > summary").first.click()
    page.locator(".question").first.locator(".choice input").first.check()
    expect(chis.locator(".choice__by").first).to_have_text("Ticked by Ben")
    chis.locator(".question").first.locator(".choice input").first.uncheck()
    expect(page.locator(".question").first).to_contain_text(f"{chi.name} unticked “")


def test_a_finding_that_somebody_else_deleted_is_brought_back(visits, page, table, finding, chi):
    chis = visits.open(table, chi)
    chis.locator(".slip__edit").click()
    chis.get_by_role("button", name="Delete").click()
    expect(page.locator(".deleted")).to_contain_text(f"{chi.name} deleted “Nobody can go back”.")
    page.locator(".deleted").get_by_role("button", name="Undo").click()
    expect(page.locator(".slip__title")).to_have_text(["Nobody can go back"])
    expect(chis.locator(".slip__title")).to_have_text(["Nobody can go back"])
    expect(page.locator(".deleted")).to_have_count(0)
    assert Finding.objects.get() == finding


def test_a_message_is_edited_and_deleted_by_its_writer_and_by_nobody_else(visits, page, table, chi):
    chis = visits.open(table, chi)
    say(page, "We deploy by hnad")
    expect(chis.locator(".bubble__text")).to_have_text(["We deploy by hnad"])
    expect(chis.locator(".bubble__edit")).to_have_count(0)

    page.locator(".bubble__edit").click()
    field = page.get_by_label("Your message", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_value("We deploy by hnad")
    field.fill("We deploy by hand")
    field.press("Control+Enter")
    expect(chis.locator(".bubble__text")).to_have_text(["We deploy by hand"])
    expect(page.locator("#entry-form")).to_have_count(0)
    expect(page.get_by_label(TALK)).to_be_visible()

    page.locator(".bubble__edit").click()
    page.get_by_role("button", name="Delete").click()
    for each in (page, chis):
        expect(each.locator(".bubble__deleted")).to_contain_text("Nothing of its text is stored")
        expect(each.locator("live-pane .bubble__text")).to_have_count(0)
    expect(page.locator(".bubble__edit")).to_have_count(0)


def test_a_facilitator_edits_their_own_message(visits, table, ana):
    page = visits.open(table, ana)
    say(page, "Time is shrot")
    page.locator(".bubble__edit").click()
    page.get_by_label("Your message", exact=True).fill("Time is short")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Time is short"])


def test_the_button_to_edit_leaves_after_five_minutes_and_cancelling_changes_nothing(page):
    say(page, "We deploy by hand")
    page.locator(".bubble__edit").click()
    page.get_by_label("Your message", exact=True).fill("Otherwise")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#entry-form")).to_have_count(0)
    expect(page.locator(".bubble__edit")).to_be_focused()
    assert Entry.objects.get().text == "We deploy by hand"
    page.locator("talk-editor").evaluate(
        """editor => { editor.dataset.for = 1; document.dispatchEvent(new CustomEvent("pane-changed", { detail: { changed: [] } })); }"""
    )
    expect(page.locator(".bubble__edit")).to_have_count(0)


def test_without_a_connection_an_edit_says_that_it_needs_one_and_keeps_its_text(visits, table, ben):
    page = visits.open(table, ben, strict=False)
    say(page, "We deploy by hand")
    page.locator(".bubble__edit").click()
    page.get_by_label("Your message", exact=True).fill("We deploy by a press")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#entry-form")).to_contain_text("Editing needs a connection.")
    expect(page.get_by_label("Your message", exact=True)).to_have_value("We deploy by a press")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("live-pane .bubble__text")).to_have_text(["We deploy by a press"])


def test_the_button_stays_and_keeps_the_focus_while_others_write(visits, page, table, chi):
    say(page, "We deploy by hand")
    page.locator(".bubble__edit").focus()
    say(visits.open(table, chi), "Every Friday")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["We deploy by hand", "Every Friday"])
    page.locator("live-pane[data-src$='/talk/']").evaluate("pane => pane.refresh()")
    expect(page.locator(".bubble__edit")).to_have_count(1)
    expect(page.locator(".bubble__edit")).to_be_focused()
