"""After the end the desk says so, offers nothing that can no longer be done, and says why a late press changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from tests.actors import Browser
from tests.workshop.desk.test_moves import OPERATIONS, Pressing
from workshop.groups import queries as groups
from workshop.groups import services as people
from workshop.sessions import moves
from workshop.sessions import services as sessions
from workshop.sessions.models import Stage

pytestmark = pytest.mark.django_db

OVER = "The session is over. Nothing can be changed any more."


@pytest.fixture
def over(discussion):
    sessions.finish(discussion.session)
    return discussion


def test_the_desk_says_that_it_is_over_and_offers_no_next_stage(over, desk, bens):
    at_desk = Pressing(over, desk)
    assert " ".join(at_desk.pane.find(".//h1").text_content().split()) == "This session is over"
    assert " ".join(at_desk.pane.text_content().split()).count("This session is over") == 1
    assert not at_desk.pane.xpath("//*[@data-next or @data-key]")
    board = bens.get(over.url("reviews:board", group=over.group_of("Ben").pk)).text
    assert "You can write findings once" not in board
    strip = bens.get(over.url("reviews:strip")).text
    assert "This session is over" in strip
    assert "finished" not in strip


@pytest.mark.parametrize("overrun", [False, True])
def test_the_clock_of_a_stage_that_was_ended_says_nothing(discussion, desk, bens, overrun):
    stage = discussion.session.stages.get(state="running")
    if overrun:
        Stage.objects.filter(pk=stage.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    sessions.end(stage)
    for browser, pane in ((desk, "reviews:now"), (bens, "reviews:stage"), (bens, "reviews:strip")):
        page = html.fragment_fromstring(browser.get(discussion.url(pane)).text, create_parent="main")
        clock = page.find(".//countdown-clock")
        assert not clock.text_content().strip()
        assert "hidden" in clock.find("span[@class='clock__left']").attrib


PRESSES = {
    "workshop:rounds": {"after_round": "1"},
    "workshop:capacity": {"capacity": "40"},
    "workshop:screen-link": {},
    "workshop:person-name": {"name": "Benjamin", "company": "Oru"},
    "workshop:person-table": {},
    "workshop:ending": {"sure": "1"},
    "workshop:stage-skip": {},
    "workshop:stage-return": {},
    "workshop:stage-extension": {"minutes": "5"},
    "workshop:stage-pause": {},
    "workshop:stage-end": {},
    "reviews:stage-start": {"sure": "1"},
    "reviews:undoing": {},
    "reviews:closure": {"sure": "1"},
}


@pytest.mark.parametrize("name", PRESSES)
def test_a_press_after_the_end_is_answered_by_a_sentence(discussion, desk, name):
    ben = discussion.people["Ben"]
    where = {}
    if "person" in name:
        where = {"participant": ben.pk}
    elif "stage" in name:
        where = {"stage": discussion.session.stages.get(kind="presentation", topic=OPERATIONS).pk}
    elif name == "reviews:closure":
        where = {"topic": OPERATIONS}
    to = next(group for group in groups.groups_of(discussion.session) if group != discussion.group_of("Ben"))
    before = moves.number_of(discussion.session.pk)
    sent = {"seen": str(before), "group": str(to.pk)} | PRESSES[name]
    if name == "workshop:person-table":
        sent["seen"] = str(discussion.group_of("Ben").pk)
    sessions.finish(discussion.session)
    for seen in {sent["seen"], str(before + 1)}:
        answer = desk.sends(discussion.url(name, **where), **sent | {"seen": seen})
        assert (answer.status_code, answer.text) == (409, OVER)
    page = desk.post(discussion.url(name, **where), sent)
    assert page.status_code == 409
    assert f"<h1>{OVER}</h1>" in page.text
    assert moves.number_of(discussion.session.pk) == before + 1


@pytest.mark.parametrize("name", ["workshop:ending", "workshop:capacity", "reviews:regrouping", "reviews:closure"])
def test_a_form_that_no_longer_does_anything_is_not_shown(over, desk, name):
    address = over.url(name, **({"topic": OPERATIONS} if name == "reviews:closure" else {}))
    for headers in ({}, {"HX-Request": "true"}):
        answer = desk.get(address, headers=headers)
        assert answer.status_code == 409
        assert OVER in answer.text
        assert f'action="{address}"' not in answer.text


def test_the_way_to_ones_own_page_promises_no_correction(over, bens):
    page = bens.get(over.url("workshop:main-room")).text
    assert "Correct your name" not in page
    assert "Continue on another device" in page


def test_a_personal_link_is_replaced_by_the_desk_and_by_its_owner(over, desk, bens):
    ben = over.people["Ben"]
    page = desk.sends(over.url("workshop:person-link", participant=ben.pk))
    assert "The old link has ended" in page.text
    assert bens.get(over.url("workshop:main-room")).status_code == 410
    ben.refresh_from_db()
    assert ben.generation == 1
    again = Browser(ben)
    assert over.url("workshop:your-link") in again.get(over.url("workshop:you")).text
    again.post(over.url("workshop:your-link"))
    ben.refresh_from_db()
    assert ben.generation == 2
    assert again.get(over.url("workshop:main-room")).status_code == 200


@pytest.mark.parametrize("when", ["during the day", "after the end"])
def test_a_removed_person_is_let_in_again_after_the_end(discussion, desk, bens, when):
    ben, table = discussion.people["Ben"], discussion.group_of("Ben")
    removal, back = (discussion.url(f"workshop:person-{one}", participant=ben.pk) for one in ("removal", "return"))
    if when == "during the day":
        desk.sends(removal)
        sessions.finish(discussion.session)
    else:
        sessions.finish(discussion.session)
        desk.sends(removal)
    assert bens.get(discussion.url("workshop:main-room")).status_code == 410
    for page in ("reviews:group-cards", "workshop:person"):
        where = {"participant": ben.pk} if page == "workshop:person" else {}
        assert back in desk.get(discussion.url(page, **where)).text
    assert desk.sends(back).status_code == 204
    assert bens.get(discussion.url("workshop:main-room")).status_code == 200
    assert groups.group_of(ben) == table


def test_letting_in_again_opens_no_table_after_the_end(discussion):
    ben = discussion.people["Ben"]
    people.remove(ben)
    discussion.assigns_groups()
    tables = len(groups.groups_of(discussion.session))
    sessions.finish(discussion.session)
    people.let_in_again(ben)
    assert groups.group_of(ben) is None
    assert len(groups.groups_of(discussion.session)) == tables
