"""People who were moved or removed hear nothing more, on every page that is still open (I1, I4)."""

import pytest
from asgiref.sync import sync_to_async

from tests.actors import Browser
from tests.sockets import listening, subscribed
from workshop.groups import queries, services
from workshop.groups.models import Group
from workshop.live import hub, notifier, presence
from workshop.live.models import Room

pytestmark = pytest.mark.django_db(transaction=True)

WITHIN = 60.0  # seconds; the machine may be busy


@pytest.fixture(autouse=True)
def no_check_but_ours(monkeypatch):
    """Only announcements, and checks that a test starts, end subscriptions here."""
    monkeypatch.setattr(hub, "CHECK_EVERY", 3600)


@pytest.fixture
def rooms(discussion) -> dict[str, Room]:
    """Ben's table, the one next to it, and the main room."""
    old = discussion.group_of("Ben")
    new = next(group for group in queries.groups_of(discussion.session) if group != old)
    tables = Room.objects.select_related("session")
    return {
        "old": tables.table_of(old.pk),
        "new": tables.table_of(new.pk),
        "main": tables.main_of(discussion.session.pk),
    }


@pytest.fixture
def move(discussion, rooms):
    to = Group.objects.get(pk=rooms["new"].subject)
    return sync_to_async(lambda: services.move(discussion.people["Ben"], to, seen=str(rooms["old"].subject)))


@pytest.fixture
def says(discussion, rooms, desk):
    return sync_to_async(
        lambda text: desk.sends(discussion.url("reviews:entries", group=rooms["old"].subject), text=text)
    )


async def hears_of_an_entry(ears, *, within: float = WITHIN) -> bool:
    """Whether something said is told, each telling within this time."""
    try:
        while (await ears.hears("told", within=within))["what"] != "entry":
            pass
    except TimeoutError:
        return False
    return True


def participants(names) -> list[str]:
    """Facilitators are present by a mark, participants by their ids."""
    return [name for name in names if "-" in name]


async def sees(ears, *who: str) -> bool:
    """Whether a table is told, sooner or later, that exactly these participants are here."""
    while participants((await ears.hears("here"))["who"]) != list(who):
        pass
    return True


async def test_a_person_who_is_moved_leaves_the_old_table_and_hears_nothing_more_of_it(rooms, move, says, bens):
    async with subscribed(bens, rooms["main"]) as ears:
        await ears.subscribes(rooms["old"])
        await says("before")
        assert await hears_of_an_entry(ears)
        await move()
        assert (await ears.hears("unsubscribed", within=WITHIN))["room"] == str(rooms["old"].pk)
        await says("after")
        assert not await hears_of_an_entry(ears, within=1.5)


async def test_without_that_word_the_moved_would_go_on_hearing(rooms, move, says, bens, monkeypatch):
    monkeypatch.setattr(notifier, "notify_processes", lambda message: None)
    async with subscribed(bens, rooms["old"]) as ears:
        await move()
        await says("after")
        assert await hears_of_an_entry(ears)


async def test_a_word_that_was_lost_is_made_good_by_the_check_of_rights(rooms, move, bens, monkeypatch):
    monkeypatch.setattr(notifier, "notify_processes", lambda message: None)
    monkeypatch.setattr(notifier, "notify_room", lambda *told: None)
    async with subscribed(bens, rooms["main"]) as ears:
        await ears.subscribes(rooms["old"])
        await move()
        await hub.of_this_process().check_rights()
        assert (await ears.hears("unsubscribed", within=WITHIN))["room"] == str(rooms["old"].pk)


async def test_a_page_that_hears_the_old_table_alone_is_closed(rooms, move, bens):
    async with subscribed(bens, rooms["old"]) as ears:
        await move()
        assert await ears.is_closed(within=WITHIN) == 4401


async def test_the_moved_keep_the_main_room_are_refused_at_the_old_table_and_welcome_at_the_new(rooms, move, bens):
    async with subscribed(bens, rooms["main"]) as ears:
        await ears.subscribes(rooms["old"])
        await move()
        await ears.hears("unsubscribed", within=WITHIN)
        assert (await ears.subscribes(rooms["old"]))["kind"] == "refused"
        assert (await ears.subscribes(rooms["new"]))["kind"] == "subscribed"


async def test_the_others_at_the_old_table_stay_and_hear_that_people_changed(discussion, rooms, move):
    stays = await sync_to_async(
        lambda: discussion.group_of("Ben").members.exclude(participant=discussion.people["Ben"]).first().participant
    )()
    async with subscribed(await sync_to_async(Browser)(stays), rooms["old"]) as ears:
        await move()
        assert (await ears.hears("told"))["what"] == "people"
        assert await ears.hears_nothing("unsubscribed")


async def test_every_socket_of_a_removed_person_closes(discussion, rooms, bens):
    async with subscribed(bens, rooms["main"]) as phone, subscribed(bens, rooms["old"]) as laptop:
        await sync_to_async(services.remove)(discussion.people["Ben"])
        assert await phone.is_closed(within=WITHIN) == 4401
        assert await laptop.is_closed(within=WITHIN) == 4401


async def test_were_that_word_lost_the_check_of_rights_closes_them(discussion, rooms, bens, monkeypatch):
    monkeypatch.setattr(notifier, "notify_processes", lambda message: None)
    async with subscribed(bens, rooms["main"]) as ears:
        await sync_to_async(services.remove)(discussion.people["Ben"])
        assert await ears.hears_nothing("unsubscribed")  # without the announcement the subscription does not end
        await hub.of_this_process().check_rights()
        assert await ears.is_closed(within=WITHIN) == 4401


async def test_a_removed_person_is_refused_everywhere_until_let_in_again(discussion, rooms, bens):
    ben = discussion.people["Ben"]
    await sync_to_async(services.remove)(ben)
    async with listening(bens.cookie_header) as ears:
        for room in rooms.values():
            assert (await ears.subscribes(room))["kind"] == "refused"
    await sync_to_async(services.let_in_again)(ben)
    async with subscribed(bens, rooms["old"]) as ears:
        assert ears.hello["kind"] == "subscribed"


async def test_two_tabs_of_one_person_count_as_one_person(discussion, rooms, bens, desk):
    ben = str(discussion.people["Ben"].pk)
    async with subscribed(desk, rooms["old"]) as anas, subscribed(bens, rooms["old"]):
        async with subscribed(bens, rooms["old"]) as second:
            here = await second.hears("here")
            assert participants(here["who"]) == [ben]
            assert here["count"] == 2  # with Ana, the facilitator
        assert await anas.hears_nothing("here", within=1.2) or participants(hub.people_in(rooms["old"].pk)) == [ben]
        assert participants(hub.people_in(rooms["old"].pk)) == [ben]


async def test_a_person_who_looks_at_another_page_is_seen_at_the_table_until_moved_away(
    discussion, rooms, move, bens, desk
):
    ben = str(discussion.people["Ben"].pk)
    async with subscribed(desk, rooms["old"]) as anas, subscribed(bens, rooms["main"]):
        async with subscribed(bens, rooms["old"]):
            assert await sees(anas, ben)
        assert await anas.hears_nothing("here", within=1.2)
        assert participants(hub.people_in(rooms["old"].pk)) == [ben]
        await move()
        assert await sees(anas)
        assert hub.people_in(rooms["main"].pk) == {ben}


async def test_a_person_who_is_removed_is_seen_nowhere_any_more(discussion, rooms, bens, desk, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", 600)  # it is not for them
    async with subscribed(desk, rooms["old"]) as anas, subscribed(bens, rooms["main"]):
        async with subscribed(bens, rooms["old"]):
            assert await sees(anas, str(discussion.people["Ben"].pk))
        await sync_to_async(services.remove)(discussion.people["Ben"])
        assert await sees(anas)
        assert hub.people_in(rooms["main"].pk) == set()


async def test_a_phone_that_slept_comes_back_to_the_same_panes(discussion, rooms, says, bens, desk):
    talk = discussion.url("reviews:talk", group=rooms["old"].subject)
    async with subscribed(bens, rooms["old"]) as awake:
        seen = awake.hello["v"]
    for word in ("one", "two", "three"):
        await says(word)
    async with listening(bens.cookie_header) as woken:
        hello = await woken.subscribes(rooms["old"], seen=seen)
    bens_pane = await sync_to_async(bens.get)(talk)
    anas_pane = await sync_to_async(desk.get)(talk)
    assert seen < hello["v"] == int(bens_pane["Room-Version"])
    assert bens_pane.content == anas_pane.content
    assert all(word in bens_pane.content.decode() for word in ("one", "two", "three"))
