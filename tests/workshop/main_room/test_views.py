"""The main room through the day, and after it."""

import pytest
from lxml import html

from tests.actors import Browser
from workshop.groups import queries as groups
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"


def main_room(day, browser) -> str:
    return browser.get(day.url("workshop:main-room")).content.decode()


def test_before_the_beginning_it_says_when_we_begin(day, bens):
    page = html.fragment_fromstring(main_room(day, bens), create_parent="main").text_content()
    assert "We start at 10:00" in " ".join(page.split())


def test_it_follows_the_stage(day, bens):
    day.goes_to("welcome")
    assert "not an audit" in main_room(day, bens)
    day.goes_to("reading")
    assert "Read the scenario" in main_room(day, bens)
    day.goes_to("briefing", TOPIC)
    page = main_room(day, bens)
    assert all(principle.title["en"] in page for principle in day.review(TOPIC).pillar.principles.all())
    assert day.review(TOPIC).pillar.definition["en"] in page


def test_the_people_of_a_table_are_shown_to_its_members(discussion, bens):
    page = main_room(discussion, bens)
    others = discussion.group_of("Ben").members.exclude(participant=discussion.people["Ben"])
    assert all(member.participant.name in page for member in others)


def test_a_late_comers_page_leads_to_their_table(discussion, stranger):
    stranger.post(f"/j/{discussion.session.code}/", {"name": "Hal", "company": "Alone"})
    table = groups.group_of(discussion.session.participants.get(name="Hal"))
    assert f'href="{discussion.url("reviews:table", group=table.pk)}" data-my-table' in main_room(discussion, stranger)
    assert stranger.get(discussion.url("reviews:table", group=table.pk)).status_code == 200


def test_a_person_without_a_table_is_told_that_one_is_being_found(discussion):
    nowhere = Browser(discussion.comes("Hal", "Lumen Bank"))
    page = main_room(discussion, nowhere)
    assert "You don’t have a table right now" in page
    assert "data-my-table" not in page


def test_after_another_grouping_the_old_table_is_a_link_away(discussion, bens):
    old = discussion.group_of("Ben")
    discussion.assigns_groups()
    page = main_room(discussion, bens)
    assert "Your earlier tables (read-only):" in page
    assert f'<a href="{discussion.url("reviews:table", group=old.pk)}"' in page


def test_a_page_that_shows_another_table_names_mine(discussion, bens):
    mine = str(discussion.group_of("Ben").pk)
    ways = {shown: discussion.url("workshop:way", shown=shown) for shown in (mine, "nowhere")}
    assert "Your table is" not in bens.get(ways[mine]).content.decode()
    assert "Your table is" in bens.get(ways["nowhere"]).content.decode()
    discussion.assigns_groups()
    page = bens.get(ways[mine]).content.decode()
    assert f'data-place-table="{discussion.url("reviews:table", group=discussion.group_of("Ben").pk)}"' in page
    assert "Your table is" in page


def test_the_personal_link_is_shown_to_its_person_alone(day, bens, desk):
    assert f"/p/{day.people['Ben'].pk}/" in main_room(day, bens)
    assert "/p/" not in main_room(day, desk)


def test_after_the_day_everyone_reads_and_nobody_writes(discussion, bens, desk):
    table = discussion.group_of("Ben").pk
    discussion.closes(TOPIC)
    sessions.finish(discussion.session)
    assert "This session is over" in main_room(discussion, bens)
    for browser, routes in ((bens, ("scenario",)), (desk, ("scenario", "group-cards", "now", "queue"))):
        assert all(browser.get(discussion.url(f"reviews:{route}")).status_code == 200 for route in routes)
    assert desk.get(discussion.url("workshop:desk")).status_code == 200
    assert bens.get(discussion.url("reviews:table", group=table)).status_code == 200
    assert bens.sends(discussion.url("reviews:entries", group=table), text="Too late").status_code == 422
    assert bens.sends(discussion.url("reviews:findings", group=table), title="Too late", risk="high").status_code == 422


@pytest.mark.parametrize("page", ["workshop:you", "reviews:scenario"])
def test_every_page_of_a_participant_leads_to_their_table(discussion, bens, page):
    table = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    assert f'<a href="{table}"' in bens.get(discussion.url(page)).text
