"""The socket: which subscriptions it accepts, which frames it sends, and when it closes."""

import asyncio
from contextvars import ContextVar
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from tests.actors import Browser, make_session, user
from tests.sockets import ORIGIN, listening, subscribed
from workshop.groups.models import Member
from workshop.live import channel_layer, clock, hub, notifier, presence, rooms
from workshop.live.models import Room
from workshop.people import services as people
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table(discussion) -> Room:
    return Room.objects.select_related("session").table_of(discussion.group_of("Ben").pk)


@pytest.fixture
def talk_url(discussion) -> str:
    return discussion.url("reviews:entries", group=discussion.group_of("Ben").pk)


async def test_what_is_said_at_a_table_reaches_it_with_the_next_version(table, talk_url, bens, desk):
    async with subscribed(desk, table) as anas:
        await sync_to_async(bens.sends)(talk_url, text="One region <b>only</b>")
        heard = await anas.hears("told")

    assert heard["what"] == "entry"
    assert heard["after"] == anas.hello["v"] < heard["v"]
    assert "One region &lt;b&gt;only&lt;/b&gt;" in heard["html"]


async def test_a_socket_that_subscribes_while_others_miss_a_message_is_subscribed_after_it(
    table, desk, bens, monkeypatch
):
    """A message lost between reading the room's version and `subscribed` is not sent again, so `subscribed` must include it."""
    read = clock.database_milliseconds

    def passed_over_meanwhile() -> int:
        subscription = hub._hub.subscriptions[(table.pk, "en")]
        subscription.continue_from(table.version + 3, before=None)
        return read()

    async with subscribed(desk, table):
        monkeypatch.setattr(clock, "database_milliseconds", passed_over_meanwhile)
        async with subscribed(bens, table) as ears:
            assert ears.hello["v"] == table.version + 3


async def test_the_first_frame_names_the_version(desk, settings):
    async with listening(desk.cookie_header) as ears:
        assert (await ears.hears_first())["app_version"] == settings.APP_VERSION


async def test_each_hears_in_the_language_of_the_page(table, talk_url, discussion, bens, desk):
    question = f"/s/{discussion.session.pk}/tables/{table.subject}/focus/"
    keys = [
        question.key
        for question in await sync_to_async(list)(
            (await sync_to_async(discussion.review)("operationalExcellence")).pillar.questions.all()
        )
    ]
    async with subscribed(desk, table, language="ja") as japanese, subscribed(desk, table, language="en") as english:
        await sync_to_async(bens.sends)(question, question=keys[0])
        in_japanese, in_english = await japanese.hears("told"), await english.hears("told")

    assert in_japanese["v"] == in_english["v"]
    assert in_japanese["html"] != in_english["html"]


@pytest.mark.parametrize("theirs", ['theirs={"a":1}', "theirs", "their s=1", "théirs=1"])
async def test_what_another_application_put_among_the_cookies_takes_nothing_from_ours(theirs, table, desk, bens):
    """A page takes such cookies, so its socket does: else it would hear nothing all day."""
    for browser in (desk, bens):
        async with listening(theirs.encode("latin-1") + b"; " + browser.cookie_header) as ears:
            assert (await ears.subscribes(table))["kind"] == "subscribed"


async def test_somebody_of_another_table_is_refused_and_hears_nothing(table, talk_url, discussion, bens):
    names = {
        member.participant.name
        async for member in (await sync_to_async(discussion.group_of)("Ben")).members.select_related("participant")
    }
    other = next(person for name, person in discussion.people.items() if name not in names)
    async with listening(Browser(other).cookie_header) as ears:
        assert (await ears.subscribes(table))["kind"] == "refused"
        await sync_to_async(bens.sends)(talk_url, text="between us")
        assert await ears.hears_nothing("told")


async def test_a_room_that_is_not_yours_is_refused_like_one_that_does_not_exist(session, stranger):
    main_room = await sync_to_async(Room.objects.main_of)(session.pk)
    async with listening() as ears:
        foreign = await ears.subscribes(main_room)
        nowhere = await ears.subscribes(Room(pk=uuid4()))
    assert foreign == {"kind": "refused", "room": str(main_room.pk)}
    assert set(foreign) == set(nowhere)


async def test_coming_back_with_any_version_brings_the_current_one(table, desk):
    async with listening(desk.cookie_header) as ears:
        for seen in (0, -1, 10**30, table.version):
            assert (await ears.subscribes(table, seen=seen))["v"] == table.version


@pytest.mark.parametrize(
    "frame",
    [
        "no json",
        "[]",
        "null",
        '{"subscribe": 5}',
        '{"subscribe": "x"}',
        "{}",
        '{"unsubscribe": null}',
        "[" * 30_000,
        '{"subscribe": ' + "9" * 5000 + "}",
        '"' + "a" * 40_000 + '"',
    ],
    ids=["text", "list", "null", "number", "word", "empty", "unsubscribe-null", "deep", "digits", "long"],
)
async def test_a_frame_that_cannot_be_read_ends_only_this_socket(table, desk, talk_url, bens, frame):
    async with subscribed(desk, table) as calm:
        async with listening(desk.cookie_header) as rude:
            await rude.says(frame)
            assert await rude.is_closed() == 4400
        await sync_to_async(bens.sends)(talk_url, text="still here")
        assert (await calm.hears("told"))["what"] == "entry"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        b"http://evil.example",
        b"https://testserver",
        b"http://testserver:8443",
        b"null",
        b"http://testserver.evil.example",
    ],
)
async def test_a_foreign_origin_is_refused_by_scheme_host_and_port(db, origin):
    headers = [ORIGIN[0], *([(b"origin", origin)] if origin else [])]
    async with listening(headers=headers) as ears:
        assert ears is None


async def test_signing_out_closes_the_sockets_of_that_sign_in(session, desk):
    main_room = await sync_to_async(Room.objects.main_of)(session.pk)
    async with subscribed(desk, main_room) as ears:
        await sync_to_async(desk.post)("/sign-out/")
        assert await ears.is_closed() == 4401


async def test_a_renewed_link_closes_the_sockets_of_the_old_membership(day, bens):
    main_room = await sync_to_async(Room.objects.main_of)(day.session.pk)
    async with subscribed(bens, main_room) as ears:
        await sync_to_async(people.renew_link)(day.people["Ben"])
        assert await ears.is_closed() == 4401


async def test_the_end_of_the_session_closes_its_sockets(day, bens):
    main_room = await sync_to_async(Room.objects.main_of)(day.session.pk)
    async with subscribed(bens, main_room) as ears:
        await sync_to_async(sessions.finish)(day.session)
        assert await ears.is_closed() == 4401


async def test_of_too_many_sockets_without_a_room_the_oldest_closes_and_no_page(session, desk, stranger, monkeypatch):
    monkeypatch.setattr(hub, "WITHOUT_ROOM_AT_MOST", 2)
    main_room = await sync_to_async(Room.objects.main_of)(session.pk)
    strangers = listening(stranger.cookie_header), listening(stranger.cookie_header)
    async with (
        subscribed(desk, main_room) as anas,
        subscribed(desk, main_room) as hers,
        strangers[0] as first,
        strangers[1] as second,
    ):
        await hers.says({"unsubscribe": str(main_room.pk)})
        assert await first.is_closed() == 4429
        assert (await hers.subscribes(main_room))["kind"] == "subscribed"
        async with listening(stranger.cookie_header), listening(stranger.cookie_header):
            assert await second.is_closed() == 4429
            assert (
                (await anas.subscribes(main_room))["kind"] == (await hers.subscribes(main_room))["kind"] == "subscribed"
            )


async def test_presence_is_told_to_the_table_and_never_to_the_screen(table, bens, discussion):
    screen = await sync_to_async(Room.objects.screen_of)(discussion.session.pk)
    async with subscribed(bens, table) as ears:
        here = await ears.hears("here")
        await ears.subscribes(screen)
        assert here["who"] == [str(discussion.people["Ben"].pk)]
        assert await ears.hears_nothing("here", within=1.2)


async def test_another_sessions_facilitator_hears_nothing_of_this_one(table, talk_url, bens):
    zoe = await sync_to_async(user)("Zoe")
    await sync_to_async(make_session)(zoe)
    async with listening((await sync_to_async(Browser)(zoe)).cookie_header) as ears:
        assert (await ears.subscribes(table))["kind"] == "refused"


async def test_a_socket_that_loses_one_room_keeps_the_others(day, bens):
    main_room = await sync_to_async(Room.objects.main_of)(day.session.pk)
    groups = await sync_to_async(day.assigns_groups)()
    table = await sync_to_async(Room.objects.table_of)((await sync_to_async(day.group_of)("Ben")).pk)
    async with subscribed(bens, main_room) as ears:
        await ears.subscribes(table)
        await sync_to_async(Member.objects.filter(group__in=groups).delete)()
        await sync_to_async(notifier.notify_processes)({"type": "recheck", "rooms": [str(table.pk), str(main_room.pk)]})
        assert (await ears.hears("unsubscribed"))["room"] == str(table.pk)
        await sync_to_async(sessions.start)(await sync_to_async(day.session.stages.get)(position=0))
        assert (await ears.hears("told"))["room"] == str(main_room.pk)


async def test_a_visitor_who_loses_access_while_it_is_checked_is_not_subscribed(table, bens, desk, monkeypatch):
    async with subscribed(desk, table), listening(bens.cookie_header) as ears:
        here = hub.of_this_process()
        ask = here.access.load

        async def asks_and_meanwhile_ben_is_moved(question):
            answer = await ask(question)
            monkeypatch.setattr(here.access, "load", ask)
            await sync_to_async(Member.objects.filter(group=table.subject).delete)()
            here.control({"type": "recheck", "rooms": [str(table.pk)]})
            return answer

        monkeypatch.setattr(here.access, "load", asks_and_meanwhile_ben_is_moved)
        assert (await ears.subscribes(table))["kind"] == "refused"


async def test_a_process_that_received_nothing_checks_at_once_when_it_receives_its_own_message(
    table, desk, monkeypatch
):
    monkeypatch.setattr(hub, "BEAT_EVERY", 3600)
    monkeypatch.setattr(presence, "AT_MOST_EVERY", 3600)
    async with subscribed(desk, table) as anas:
        here = hub.of_this_process()
        here._unheard = 1
        here.control({"type": "presence", "process": here.presence.process, "rooms": {}})
        here._unheard = 2
        here.control({"type": "presence", "process": "another", "rooms": {}})
        assert await anas.hears_nothing("beat", within=0.3)
        here.control({"type": "presence", "process": here.presence.process, "rooms": {}})
        assert (await anas.hears("beat"))["rooms"][str(table.pk)] == anas.hello["v"]


async def test_what_a_request_notifies_takes_nothing_of_its_context_along(table, desk, monkeypatch):
    """Else what begins here would run in the request's thread, which is another's when the request is over."""
    monkeypatch.setattr(presence, "AT_MOST_EVERY", 3600)
    of_request, seen = ContextVar("of_request", default="nothing"), []

    def notifies() -> None:
        of_request.set("the request")
        hub.control_locally({"type": "recheck"})
        hub.deliver_locally(table.pk, 6, 7, {"en": "{}"})

    async with subscribed(desk, table):
        here = hub.of_this_process()
        with monkeypatch.context() as patched:
            patched.setattr(here, "control", lambda _message: seen.append(of_request.get()))
            patched.setattr(here, "receive", lambda *_told: seen.append(of_request.get()))
            await asyncio.to_thread(notifies)
            await asyncio.sleep(0.05)
    assert seen == ["nothing", "nothing"]


@pytest.mark.parametrize("nonsense", [{"type": "chat.message"}, {"type": "presence"}, {"type": "told"}, {}, 5])
async def test_after_a_message_that_nobody_understands_the_others_are_heard(table, desk, nonsense):
    """Another release says it, or another program that uses the same Redis."""
    layer, group = get_channel_layer(), channel_layer.group_name(table.pk, "en")
    async with subscribed(desk, table) as anas:
        version = anas.hello["v"]
        told = {"type": "told", "room": str(table.pk), "language": "en"}
        frame = rooms.told_frame(table.pk, version, version + 1, "entry", None)
        await layer.group_send(group, nonsense)
        await layer.group_send(group, told | {"told": [(version, version + 1, frame)]})
        assert (await anas.hears("told"))["v"] == version + 1
