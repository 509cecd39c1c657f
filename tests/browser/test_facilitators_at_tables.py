"""A facilitator who comes to a table is marked as one: among the people, in the talk, and beside what they change."""

from uuid import uuid4

from playwright.sync_api import expect

from reviews.tables.models import Finding
from reviews.tables.services import findings, talk
from reviews.tables.writers import Writer

OPERATIONS = "operationalExcellence"


def test_a_facilitator_is_shown_as_one_while_at_the_table_and_is_not_counted(visits, discussion, table, ana, ben):
    page = visits.open(table, ben)
    expect(page.locator("[data-here-count]")).to_have_text("1")
    visitor = page.locator("#people [data-visitor]", has_text="Ana")
    expect(visitor).to_be_hidden()
    anas = visits.open(table, ana)
    expect(visitor).to_be_visible()
    expect(visitor).to_contain_text("Facilitator")
    expect(page.locator("[data-here-count]")).to_have_text("1")
    anas.goto("about:blank")
    expect(visitor).to_be_hidden()


def test_what_a_facilitator_says_and_changes_names_them_as_one(visits, discussion, table, ana, ben):
    group, review, facilitator = discussion.group_of("Ben"), discussion.review(OPERATIONS), Writer(facilitator=ana)
    page = visits.open(table, ben)
    talk.say(group, review, author=facilitator, client_id=uuid4(), text="What happens at night?")
    expect(page.locator(".bubble", has_text="What happens at night?")).to_contain_text("Ana (facilitator)")
    author = Writer(discussion.people["Ben"])
    findings.report(group, review, author=author, client_id=uuid4(), title="Nobody is on call")
    finding = Finding.objects.get(group=group)
    findings.edit(group, finding, author=facilitator, client_id=uuid4(), revision=0, title="Nobody is on call at night")
    slip = page.locator(".slip", has_text="Nobody is on call at night")
    expect(slip).to_contain_text("Written by Ben")
    expect(slip).to_contain_text("Last changed by Ana (facilitator)")
    expect(slip).not_to_contain_text("Ben (facilitator)")
