"""All pages follow the stage, but no page changes while somebody types on it."""

import re
from datetime import timedelta
from itertools import combinations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visits import LOOKS
from workshop.sessions import links
from workshop.sessions import queries as sessions_queries
from workshop.sessions import services as sessions

OPERATIONS = "operationalExcellence"

TALK = "Message your table"
WIDTHS = (320, 360, 960, 1280, 1920)


def test_a_person_who_is_typing_is_asked_and_the_others_follow(visits, discussion, table, ben, chi):
    bens, chis = visits.open(table, ben), visits.open(table, chi)
    bens.get_by_label(TALK).fill("We have to")
    for page in (bens, chis):
        expect(page.locator("[data-strip]")).to_be_hidden()

    discussion.goes_to("presentation", "operationalExcellence")

    expect(chis).to_have_url(re.compile("/main/"))
    expect(bens.locator("[data-strip]")).to_contain_text("We have moved on to: Presentation")
    expect(bens).to_have_url(re.compile("/tables/"))
    bens.get_by_label(TALK).press_sequentially(" practise it")
    expect(bens.get_by_label(TALK)).to_have_value("We have to practise it")
    expect(bens.get_by_label(TALK)).to_be_focused()
    bens.get_by_role("link", name="Go there").click()
    expect(bens).to_have_url(re.compile("/main/"))


def test_a_cursor_left_in_an_empty_field_keeps_nobody_back(visits, discussion, table, ben):
    page = visits.open(table, ben)
    page.get_by_label(TALK).fill("That was all")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".bubble")).to_have_count(1)
    expect(page.get_by_label(TALK)).to_be_focused()
    discussion.goes_to("presentation", "operationalExcellence")
    expect(page).to_have_url(re.compile("/main/"))


def test_words_that_were_refused_keep_their_writer_where_they_are(visits, discussion, table, ben):
    page = visits.open(table, ben)
    page.get_by_text("Write a finding").click()
    page.get_by_label("Finding, in one line").fill("No way back")
    page.get_by_role("button", name="Add to board").click()
    expect(page.get_by_text("Please choose how high the risk is.")).to_be_visible()
    page.get_by_role("heading", name="Questions").click()  # the cursor is in another place now
    discussion.goes_to("presentation", "operationalExcellence")
    expect(page.locator("[data-strip]")).to_be_visible()
    expect(page.get_by_label("Finding, in one line")).to_have_value("No way back")


def test_a_person_who_reads_another_page_is_not_called_away(visits, discussion, ben):
    page = visits.open(discussion.url("reviews:scenario"), ben)
    discussion.goes_to("presentation", "operationalExcellence")
    expect(page.locator("[data-strip]")).to_be_visible()
    expect(page).to_have_url(re.compile("/scenario/"))


@pytest.mark.parametrize("path", ["reviews:table", "workshop:main-room"])
def test_the_page_takes_the_colour_of_the_next_pillar(visits, discussion, ben, path):
    more = {"group": discussion.group_of("Ben").pk} if path == "reviews:table" else {}
    page = visits.open(discussion.url(path, **more), ben)
    expect(page.locator("html")).to_have_attribute("data-pillar", "ops")
    page.evaluate("document.querySelector('textarea').value = 'still writing'")
    discussion.closes("operationalExcellence")
    discussion.goes_to("briefing", "security")
    expect(page.locator("html")).to_have_attribute("data-pillar", "sec")


@pytest.mark.typeset
@LOOKS
def test_the_ways_to_the_stage_and_to_the_table_lie_side_by_side(visits, discussion, ben, language, scheme):
    page = visits.open(discussion.url("reviews:promise"), ben, language=language, color_scheme=scheme)
    strip, table, clock = page.locator(".stage"), page.locator(".way a"), page.locator(".clock__left")
    expect(clock).to_have_text(re.compile(r":"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("document.fonts.ready")
        lie_apart(table, clock, *strip.locator(".stage__name .carved, .stage__what").all())

    discussion.goes_to("presentation", "operationalExcellence")

    follow, said = page.locator("[data-strip] a"), page.locator("[data-strip] span")
    expect(follow).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        lie_apart(follow, said, table)
        for link in (table, follow):
            link.click(trial=True)
    follow.click()
    expect(page).to_have_url(re.compile("/main/"))


def lie_apart(*shown: Locator) -> None:
    boxes = [(locator.inner_text(), locator.bounding_box()) for locator in shown]
    for (one, a), (other, b) in combinations(boxes, 2):
        beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
        above = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
        assert beside or above, (one, a, other, b)


ANNOUNCER = "[data-announcer]"


def test_the_strip_says_what_is_true_once_the_stage_has_ended(visits, discussion, table, ben):
    discussion.goes_to("presentation", OPERATIONS)
    page = visits.open(table, ben)
    discussion.closes(OPERATIONS)
    expect(page.locator(".stage__what")).to_have_text("Presentation: finished")
    expect(page.locator("[data-strip]")).to_contain_text("Presentation: finished")
    expect(page.locator("[data-strip]")).not_to_contain_text("moved on")


def test_the_screen_says_that_a_stage_has_ended(visits, discussion):
    screen = visits.open(discussion.url("reviews:screen", token=links.screen_token(discussion.session)))
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Discussion")
    discussion.closes(OPERATIONS)
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Discussion: finished")


def test_a_break_that_has_ended_does_not_say_when_it_ends(visits, discussion, ben):
    discussion.goes_to("break")
    page = visits.open(discussion.url("workshop:main-room"), ben)
    expect(page.locator("main")).to_contain_text("We resume when")
    sessions.end(sessions_queries.open_stage(discussion.session.pk))
    expect(page.locator(".main-room__name")).to_contain_text("Break: finished")
    expect(page.locator("main")).not_to_contain_text("We resume when")


def test_screen_readers_are_told_of_an_extension_and_of_the_end_of_a_stage(visits, discussion, ben):
    page = visits.open(discussion.url("workshop:main-room"), ben)
    announcer = page.locator(ANNOUNCER)
    stage = sessions_queries.open_stage(discussion.session.pk)
    sessions.extend(stage, timedelta(minutes=5))
    expect(announcer).to_contain_text("More time, until")
    sessions.end(stage)
    expect(announcer).to_contain_text("Discussion: finished")
    expect(page).to_have_title(re.compile("Discussion: finished"))
