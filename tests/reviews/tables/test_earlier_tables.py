"""After regrouping the old tables can only be read, by their former members and by the facilitators."""

import re

import pytest

from tests.actors import Browser

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"


@pytest.fixture
def old(discussion, bens) -> str:
    """Ben's table with a finding, after everyone was regrouped."""
    table = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    assert bens.sends(f"{table}findings/", title="One region only", risk="high", topic=TOPIC).status_code == 200
    discussion.assigns_groups()
    return table


def test_former_members_of_a_table_can_still_read_its_board(old, bens, desk):
    for browser in (bens, desk):
        page = browser.get(old).content.decode()
        assert "A table from an earlier grouping" in page
        assert "One region only" in page


def test_nobody_writes_there_and_nothing_is_offered_to_write_with(old, bens, desk):
    for browser in (bens, desk):
        page = browser.get(old).content.decode()
        offers = (
            "Write a finding",
            "Message your table",
            "Focus on this question",
            "<fieldset>",
            "You can write findings",
        )
        for offer in offers:
            assert offer not in page
        assert browser.sends(f"{old}entries/", text="Too late").status_code == 403
        assert browser.sends(f"{old}findings/", title="Too late", risk="high").status_code == 403


def test_it_leads_to_the_new_table(old, discussion, bens):
    new = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    page = bens.get(old).content.decode()
    assert "Your table is" in page
    assert f'href="{new}"' in page


def test_it_stays_at_the_pillar_its_group_worked_on(old, discussion, bens):
    discussion.closes(TOPIC)
    discussion.goes_to("briefing", "security")
    discussion.goes_to("discussion", "security")
    assert "One region only" in bens.get(f"{old}board/").content.decode()


def test_somebody_of_another_old_table_finds_nothing(old, discussion):
    for name, person in discussion.people.items():
        sat = person.table_memberships.filter(group__in=[old.split("/")[-2]]).exists()
        assert (Browser(person).get(old).status_code == 200) is sat, name


def test_the_desk_lists_the_old_tables_with_their_findings(old, discussion, desk):
    cards = desk.get(discussion.url("reviews:group-cards")).content.decode()
    assert "Tables from earlier groupings (read-only)" in cards
    assert f'<a href="{old}">' in cards
    assert "1 finding<" in cards


def test_before_regrouping_the_desk_says_what_happens(discussion, bens, desk):
    table = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    bens.sends(f"{table}findings/", title="One region only", risk="high", topic=TOPIC)
    address = discussion.url("reviews:regrouping")
    assert f'hx-get="{address}"' in desk.get(discussion.url("reviews:group-cards")).content.decode()
    said = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "5 people move to new tables" in said
    assert "1 finding stays readable at the old table;" in said
    assert "in discussion right now" in said
    assert 'name="after_round" value="1"' in said


def test_wherever_it_is_named_it_says_of_which_grouping_it_is(old, discussion, bens, desk):
    table = discussion.group_of("Ben")
    shown = {
        "its page": bens.get(old).text.partition("<title>")[2].partition("</title>")[0],
        "main room": bens.get(discussion.url("workshop:me")).text.partition("earlier tables")[2],
        "desk": desk.get(discussion.url("reviews:group-cards")).text.partition("earlier groupings")[2],
    }
    assert {place: "(grouping 1)" in text for place, text in shown.items()} == dict.fromkeys(shown, True)
    now = bens.get(discussion.url("reviews:table", group=table.pk)).text
    assert "grouping" not in now.partition("<title>")[2].partition("</title>")[0]


def test_in_japanese_its_tree_and_its_grouping_are_in_japanese(old, discussion):
    bens = Browser(discussion.people["Ben"], language="ja")
    for address in (discussion.url("workshop:main-room"), discussion.url("workshop:me")):
        assert re.search(r"\d \w+（グループ分け1）", bens.get(address).text)
        assert "Zelkova" not in bens.get(address).text
