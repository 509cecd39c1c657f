"""What the desk shows in a dialog has an address, which opened on its own is a whole page that works."""

import re

import pytest
from playwright.sync_api import expect

from workshop.groups import queries

DIALOGS = ["workshop:capacity", "reviews:regrouping", "workshop:screen-link", "workshop:person"]


@pytest.fixture
def opens(visits, discussion, ana, ben):
    def open(name: str):
        more = {"participant": ben.pk} if name == "workshop:person" else {}
        return visits.open(discussion.url(name, **more), ana)

    return open


@pytest.mark.parametrize("name", DIALOGS)
def test_it_has_navigation_and_a_way_back_to_the_desk(opens, discussion, name):
    page = opens(name)
    expect(page.locator(".beam__rooms a").first).to_be_visible()
    expect(page.locator("main h1")).to_have_count(1)
    page.locator(f'main a[href="{discussion.url("workshop:desk")}"]').click()
    expect(page).to_have_url(re.compile("/desk/$"))


def test_the_capacity_is_saved(opens, discussion):
    page = opens("workshop:capacity")
    page.locator("main input[name=capacity]").fill("0")
    page.locator("main form button").click()
    expect(page.locator("main .field__error")).to_be_visible()
    expect(page.locator(".beam__rooms")).to_be_visible()
    page.locator("main input[name=capacity]").fill("40")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    discussion.session.refresh_from_db()
    assert discussion.session.capacity == 40


def test_groups_are_assigned_again(opens, discussion):
    page = opens("reviews:regrouping")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    assert discussion.session.rounds.count() == 2


def test_a_person_is_moved_corrected_and_given_another_link(opens, discussion, ben):
    to = next(group for group in queries.groups_of(discussion.session) if group != discussion.group_of("Ben"))
    page = opens("workshop:person")
    page.locator(f"main button[value='{to.pk}']").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    assert discussion.group_of("Ben") == to
    page = opens("workshop:person")
    page.get_by_text("Correct the name or the company").click()
    page.get_by_label("Name", exact=True).fill("Benjamin")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    page = opens("workshop:person")
    page.get_by_text("Show the personal link").click()
    page.get_by_text("Replace the link…").click()
    page.get_by_role("button", name="Replace the link").click()
    expect(page.get_by_text("The old link has ended")).to_be_visible()
    ben.refresh_from_db()
    assert (ben.name, ben.generation) == ("Benjamin", 1)


def test_the_screens_link_is_replaced(opens, discussion):
    page = opens("workshop:screen-link")
    page.get_by_text("New link…").click()
    page.get_by_role("button", name="Make a new link").click()
    expect(page.get_by_role("alert")).to_contain_text("The old link has ended")
    discussion.session.refresh_from_db()
    assert discussion.session.screen_generation == 1


@pytest.mark.parametrize("name", ["workshop:ending", "reviews:closure", "reviews:stage-start"])
def test_a_question_is_answered_and_leads_to_the_desk(visits, discussion, ana, name):
    ahead = discussion.session.stages.get(kind="presentation", topic="operationalExcellence")
    where = {"reviews:closure": {"topic": ahead.topic}, "reviews:stage-start": {"stage": ahead.pk}}.get(name, {})
    page = visits.open(discussion.url(name, **where), ana)
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    discussion.session.refresh_from_db()
    ahead.refresh_from_db()
    done = discussion.session.is_over, discussion.review(ahead.topic).state == "closed", ahead.state == "running"
    assert done == tuple(name == one for one in ("workshop:ending", "reviews:closure", "reviews:stage-start"))
