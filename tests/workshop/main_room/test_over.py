"""What the day left, on the page that says that it is over."""

import pytest

from tests.actors import Browser
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"


def main_room(day, browser) -> str:
    return browser.get(day.url("workshop:main-room")).content.decode()


def test_it_leads_to_the_summaries_ones_table_and_the_scenario(discussion, bens):
    table = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    discussion.closes(TOPIC)
    sessions.finish(discussion.session)
    page = main_room(discussion, bens)
    assert 'id="summaries"' in page
    assert "Operational Excellence" in page
    for address in (table, discussion.url("reviews:scenario")):
        assert f'href="{address}"' in page
        assert bens.get(address).status_code == 200
    assert discussion.url("workshop:desk") not in page


def test_the_personal_link_is_there_since_no_code_opens_it_any_more(discussion, bens):
    sessions.finish(discussion.session)
    assert f"/p/{discussion.people['Ben'].pk}/" in main_room(discussion, bens)


def test_a_facilitator_is_led_to_the_desk(discussion, desk):
    sessions.finish(discussion.session)
    page = main_room(discussion, desk)
    assert f'href="{discussion.url("workshop:desk")}"' in page
    assert "/p/" not in page


def test_a_person_without_a_table_is_promised_none(discussion):
    late = Browser(discussion.comes("Hal", "Lumen Bank"))
    sessions.finish(discussion.session)
    page = main_room(discussion, late)
    assert "This session is over" in page
    assert "will appear here" not in page
    assert "/tables/" not in page


def test_a_day_without_groups_promises_no_table_either(day, bens):
    sessions.finish(day.session)
    assert "will appear here" not in main_room(day, bens)
