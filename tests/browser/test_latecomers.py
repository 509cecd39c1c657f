"""Somebody who joins while the groups discuss: the next step is their table, which opens on what it does now."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from reviews.tables.services import talk
from reviews.tables.writers import Writer
from tests.browser.visits import LAPTOP, PHONE

SCREENS = pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
COLOR = "element => getComputedStyle(element).backgroundColor"


@SCREENS
def test_the_primary_button_of_a_latecomer_leads_to_the_table(visits, discussion, screen):
    page = visits.open(f"/j/{discussion.session.code}/", screen=screen)
    primary = page.get_by_role("button", name="Join", exact=True).evaluate(COLOR)
    page.get_by_label("Your name").fill("Hal")
    page.get_by_label("Company").fill("Lumen Bank")
    page.get_by_role("button", name="Join", exact=True).click()
    to_table = page.get_by_role("link", name="To your table")
    expect(to_table).to_be_in_viewport()
    assert to_table.evaluate(COLOR) == primary
    to_table.click()
    expect(page).to_have_url(re.compile("/tables/"))


def test_a_table_where_nobody_has_written_opens_on_its_questions(visits, table, ben):
    page = visits.open(table, ben, screen=PHONE)
    expect(page.locator("#questions")).to_be_visible()
    expect(page.get_by_role("link", name="Questions", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.locator("#scenario")).to_be_hidden()


def test_a_table_that_talks_opens_on_its_talk(visits, discussion, table, ben, chi):
    review = discussion.review("operationalExcellence")
    talk.say(discussion.group_of("Ben"), review, author=Writer(participant=chi), client_id=uuid4(), text="One region")
    page = visits.open(table, ben, screen=PHONE)
    expect(page.get_by_text("One region", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Talk", exact=True)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Scenario").last.click()
    page.reload()
    expect(page.locator("#scenario")).to_be_visible()


def test_a_table_that_presents_opens_on_its_findings(visits, discussion, table, ben):
    discussion.goes_to("presentation", "operationalExcellence")
    page = visits.open(table, ben, screen=PHONE)
    expect(page.locator("#board")).to_be_visible()


def test_a_paragraph_of_the_scenario_is_found_behind_what_a_mail_program_appended(visits, discussion, ben):
    page = visits.open(discussion.url("reviews:scenario"), ben)
    anchor = page.locator(".reader > [id]").nth(5).get_attribute("id")
    page = visits.open(discussion.url("reviews:scenario") + f"#{anchor}。", ben)
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"#{anchor}$"))
