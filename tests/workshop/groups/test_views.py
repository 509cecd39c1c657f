"""At the desk: moving, removing and letting in again."""

from uuid import uuid4

import pytest

from tests.actors import Browser
from workshop.groups import queries
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(discussion) -> dict[str, str]:
    """The addresses of what may be done for Ben."""
    names = ("person", "person-table", "person-removal", "person-return")
    ben = discussion.people["Ben"].pk
    return {name: discussion.url(f"workshop:{name}", participant=ben) for name in names}


def other_table(discussion):
    return next(group for group in queries.groups_of(discussion.session) if group != discussion.group_of("Ben"))


def move(desk, discussion, ben):
    to = other_table(discussion)
    return to, desk.sends(ben["person-table"], group=str(to.pk), seen=str(discussion.group_of("Ben").pk))


def test_the_card_of_a_group_leads_to_each_of_its_people(discussion, desk, ben):
    cards = desk.get(discussion.url("reviews:group-cards")).content.decode()
    assert all(f"/people/{person.pk}/" in cards for person in discussion.people.values())
    assert f'href="{ben["person"]}"' in cards


def test_a_person_is_a_dialog_at_the_desk_and_a_page_without_script(discussion, desk, ben):
    page = desk.get(ben["person"]).content.decode()
    dialog = desk.get(ben["person"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page
    assert "<html" not in dialog
    for shown in (page, dialog):
        assert str(other_table(discussion).pk) in shown
        assert "Remove Ben" in shown
        assert "What Ben wrote stays" in shown


def test_moving_tells_the_desk_and_leads_ben_to_the_new_table(discussion, desk, ben, bens):
    old = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    to, answer = move(desk, discussion, ben)
    assert answer.status_code == 204
    assert "Room-Version" in answer.headers
    new = discussion.url("reviews:table", group=to.pk)
    led_to = bens.get(old).url
    assert led_to.partition("?")[0] == new
    assert "You have moved from 1 Zelkova to 2 Cypress." in " ".join(bens.get(led_to).content.decode().split())
    assert "data-moved" not in bens.get(f"{new}?from={to.pk}").content.decode()
    assert bens.get(old + "talk/").status_code == 404
    assert bens.sends(old + "entries/", text="Still here?").status_code == 404


def test_to_somebody_who_never_sat_there_a_table_leads_nowhere(discussion, desk, ben):
    stays = next(name for name in discussion.people if discussion.group_of(name) == other_table(discussion))
    old = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    move(desk, discussion, ben)
    assert Browser(discussion.people[stays]).get(old).status_code == 404


def test_what_ben_wrote_stays_at_the_old_table_under_his_name(discussion, desk, ben, bens):
    old = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    bens.sends(old + "entries/", text="One region only")
    move(desk, discussion, ben)
    desk.sends(ben["person-removal"])
    talk = desk.get(old + "talk/").content.decode()
    assert "One region only" in talk
    assert "Ben" in talk


def test_a_move_that_was_overtaken_shows_how_it_stands_now(discussion, desk, ben):
    to, _answer = move(desk, discussion, ben)
    late = desk.sends(ben["person-table"], group=str(to.pk), seen=str(uuid4()))
    assert late.status_code == 422
    assert "changed in the meantime" in late.content.decode()


@pytest.mark.parametrize("group", ["", "x", "58e3573e-0165-49fa-8bef-59160f268aa3", "9" * 5000])
def test_a_table_that_is_none_moves_nobody(discussion, desk, ben, group):
    seen = str(discussion.group_of("Ben").pk)
    assert desk.sends(ben["person-table"], group=group, seen=seen).status_code == 422
    assert str(discussion.group_of("Ben").pk) == seen


def test_a_removed_person_is_listed_and_can_be_let_in_again_from_there(discussion, desk, ben, bens):
    cards = discussion.url("reviews:group-cards")
    assert desk.sends(ben["person-removal"]).status_code == 204
    assert f'hx-post="{ben["person-return"]}"' in desk.get(cards).content.decode()
    assert bens.get(discussion.url("workshop:main-room")).status_code == 410
    assert desk.sends(ben["person-return"]).status_code == 204
    assert f'hx-post="{ben["person-return"]}"' not in desk.get(cards).content.decode()
    assert bens.get(discussion.url("workshop:main-room")).status_code == 200


def test_without_script_each_step_leads_back_to_the_desk(discussion, desk, ben):
    for name in ("person-removal", "person-return"):
        assert desk.post(ben[name]).url == discussion.url("workshop:desk")


def test_after_the_day_nobody_is_moved_but_the_link_is_replaced(discussion, desk, ben):
    sessions.finish(discussion.session)
    assert ben["person"] in desk.get(discussion.url("reviews:group-cards")).content.decode()
    page = desk.get(ben["person"]).content.decode()
    assert ben["person-table"] not in page
    assert discussion.url("workshop:person-name", participant=discussion.people["Ben"].pk) not in page
    assert discussion.url("workshop:person-link", participant=discussion.people["Ben"].pk) in page
    assert "Joining has ended" in desk.get(discussion.url("workshop:desk")).content.decode()


def test_the_desk_names_its_session_and_the_way_out(discussion, desk):
    page = desk.get(discussion.url("workshop:desk")).content.decode()
    assert f"<b>{discussion.session.title}</b>" in page
    assert 'href="/sessions/"' in page
    assert 'action="/sign-out/"' in page
