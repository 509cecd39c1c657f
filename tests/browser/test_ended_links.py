"""A link that was replaced: what the open pages of it show."""

import re

from playwright.sync_api import expect

from workshop.people import memberships
from workshop.sessions import links


def test_the_projectors_page_says_that_its_link_was_replaced_and_the_new_one_works(visits, day, ana):
    projector = visits.open(f"/screen/{day.session.pk}/{links.screen_token(day.session)}/")
    expect(projector.locator(".screen__join")).to_be_visible()
    desk = visits.open(day.url("workshop:desk"), ana)
    desk.get_by_role("link", name="Comment screen’s link…").click()
    desk.get_by_text("New link…").click()
    desk.get_by_role("button", name="Make a new link").click()
    expect(projector.get_by_role("heading", name="This screen’s link was replaced")).to_be_visible()
    expect(desk.get_by_role("alert")).to_contain_text("The old link has ended")
    projector.goto(desk.locator("dialog[open] copy-link input").input_value())
    expect(projector.locator(".screen__join")).to_be_visible()


def test_a_lost_phone_is_out_and_the_laptop_stays(visits, discussion, table, ben):
    phone = visits.open(table, ben)
    other_tab = (laptop := visits.open(discussion.url("workshop:main-room"), ben)).context.new_page()
    other_tab.goto(table)
    laptop.get_by_role("link", name="Correct your name").click()
    laptop.get_by_text("I lost my phone").click()
    laptop.get_by_role("button", name="Replace my link").click()
    expect(laptop.get_by_role("alert")).to_contain_text("Your old link has ended")
    expect(phone.get_by_role("heading", name="This link is no longer valid")).to_be_visible()
    ben.refresh_from_db()
    assert memberships.token(ben) in laptop.locator("copy-link input").input_value()
    other_tab.reload()
    expect(other_tab.get_by_label("Message your table")).to_be_visible()


def test_the_desk_replaces_a_link_shows_the_new_one_and_the_person_is_told(visits, discussion, table, ben, ana):
    bens = visits.open(table, ben)
    desk = visits.open(discussion.url("workshop:desk"), ana)
    desk.get_by_role("link", name="Ben", exact=True).click()
    desk.get_by_text("Show the personal link").click()
    desk.get_by_text("Replace the link…").click()
    desk.get_by_role("button", name="Replace the link").click()
    expect(bens.get_by_text("Your personal link was replaced")).to_be_visible()
    link = desk.get_by_role("dialog").locator("copy-link input")
    ben.refresh_from_db()
    expect(link).to_have_value(re.compile(memberships.token(ben)))
    bens.goto(link.input_value())
    bens.get_by_role("button", name="Continue as Ben").click()
    expect(bens).to_have_url(re.compile("/main/"))


def test_a_corrected_name_is_on_every_open_page(visits, discussion, table, ben, chi, ana):
    bens, chis = visits.open(table, ben), visits.open(table, chi)
    desk = visits.open(discussion.url("workshop:desk"), ana)
    desk.get_by_role("link", name="Ben", exact=True).click()
    desk.get_by_text("Correct the name or the company").click()
    desk.get_by_role("dialog").get_by_label("Name", exact=True).fill("Benjamin")
    desk.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(desk.get_by_role("dialog")).to_be_hidden()
    expect(chis.locator(".people")).to_contain_text("Benjamin")
    expect(desk.locator(".groups")).to_contain_text("Benjamin")
    told = bens.get_by_text("A facilitator corrected your name and company: Benjamin")
    expect(told).to_be_visible()
    bens.get_by_role("button", name="OK").click()
    expect(told).to_be_hidden()
    bens.reload()
    expect(bens.locator(".people")).to_contain_text("Benjamin")
    expect(told).to_be_hidden()


def test_before_the_first_word_it_says_who_reads_it_to_screen_readers_too(visits, table, ben):
    page = visits.open(table, ben)
    sentence = "Your table and the facilitators read what you write here."
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_label("Message your table")).to_have_accessible_description(sentence)
    page.get_by_text("Write a finding").click()
    expect(page.get_by_text("Your table and the facilitators read findings at once")).to_be_visible()
