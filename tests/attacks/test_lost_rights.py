"""A right that is gone is gone from every socket, by whatever way it was lost and in whatever room it was used (I1, I4, I5).

Each test first shows that the socket hears the room. Then the right is taken away, by the product's own service or by SQL alone,
and nothing that is told afterwards arrives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Login
from django.core import signing
from django.db import transaction
from django.utils import timezone

from tests.actors import Browser, Day, make_session, user
from tests.sockets import Ears, listening, subscribed
from workshop.accounts import services as accounts
from workshop.accounts.links import sign_in_token
from workshop.accounts.models import User
from workshop.groups import queries as group_queries
from workshop.groups import services as groups
from workshop.groups.models import Member
from workshop.live import hub, notifier, subscription
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.people import memberships
from workshop.people import services as people
from workshop.people.models import Participant
from workshop.people.visitors import Visitors
from workshop.sessions import links
from workshop.sessions import services as sessions
from workshop.sessions.models import Facilitator, Session

pytestmark = pytest.mark.django_db(transaction=True)

WITHIN = 60.0  # seconds; a ceiling for a busy machine, judged by nobody
INTERVAL = hub.CHECK_EVERY
KINDS = ("table", "desk", "screen", "main")


@dataclass
class Scene:
    """A discussion that Ana facilitates and Ben takes part in, and its rooms."""

    day: Day
    ana: Browser
    ben: Browser
    rooms: dict[str, Room] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.day.session

    @property
    def bens(self) -> Participant:
        return self.day.people["Ben"]

    @property
    def token(self) -> str:
        return f"{self.session.pk}.{links.screen_token(self.session)}"

    @property
    def sign_in(self) -> str:
        return self.ana.cookies[settings.SESSION_COOKIE_NAME].value

    def ana_takes_part(self) -> Participant:
        """The facilitator joins the session in the same browser."""
        anas = self.day.comes("Ana", "Hoshi Freight")
        kept = signing.dumps([(str(anas.pk), anas.generation)], salt=memberships.SALT)
        self.ana.cookies[settings.MEMBERSHIPS_COOKIE_NAME] = kept
        return anas

    def tell(self, kinds: tuple[str, ...]) -> None:
        for kind in kinds:
            with transaction.atomic():
                tell(self.rooms[kind], "people")


@pytest.fixture
def scene(discussion, desk, bens) -> Scene:
    rooms = Room.objects.select_related("session")
    found = {
        "table": rooms.table_of(discussion.group_of("Ben").pk),
        "desk": rooms.desk_of(discussion.session.pk),
        "screen": rooms.screen_of(discussion.session.pk),
        "main": rooms.main_of(discussion.session.pk),
    }
    return Scene(discussion, desk, bens, found)


@pytest.fixture(autouse=True)
def nothing_by_the_clock(monkeypatch):
    """The tests say when rights are checked and when the heart beats, and what is told is told at once.

    So an announcement is known to have done what it did, and a heartbeat comes after what was told before it.
    """
    monkeypatch.setattr(hub, "CHECK_EVERY", 3600)
    monkeypatch.setattr(hub, "BEAT_EVERY", 3600)
    monkeypatch.setattr(subscription, "WINDOW", 0)


async def told_in(ears: Ears, scene: Scene, kinds: tuple[str, ...] = KINDS) -> set[str]:
    """In which of these rooms the socket hears what is told now. The heartbeat that follows ends the listening."""
    await sync_to_async(scene.tell)(kinds)
    await hub.of_this_process()._beat_once()
    heard = set()
    while (frame := await ears.hears("told", "beat", within=WITHIN))["kind"] == "told":
        heard.add(next(kind for kind, room in scene.rooms.items() if str(room.pk) == frame["room"]))
    return heard


async def hears_no_more(ears: Ears) -> bool:
    """Nothing was sent after the closing of the socket, although a heartbeat has passed since."""
    await hub.of_this_process()._beat_once()
    return ears.socket.output_queue.empty()


# ── every way to lose a right, for every room it opened ──


def moves_ben(scene: Scene) -> None:
    old = scene.day.group_of("Ben")
    to = next(group for group in group_queries.groups_of(scene.session) if group != old)
    assert groups.move(scene.bens, to, seen=str(old.pk))


def changes_the_password_elsewhere(scene: Scene) -> None:
    elsewhere = Browser(scene.day.lead)
    secret = {"new_password1": "a-long-new-secret", "new_password2": "a-long-new-secret"}
    assert elsewhere.post("/password/", {"old_password": "Ana-keeps-this"} | secret).status_code == 302


def changes_the_password_from_the_command_line(scene: Scene) -> None:
    """What `manage.py changepassword` does, in another process."""
    ana = User.objects.get(pk=scene.day.lead.pk)
    ana.set_password("a-long-new-secret")
    ana.save()


def signs_in_as_another(scene: Scene) -> None:
    zoe = user("Zoe")
    assert scene.ana.post(f"/sign-in/once/{zoe.pk}/{sign_in_token(zoe)}/").status_code == 302


def of(model, **values) -> Callable:
    """The rows are changed behind the product's back."""
    return lambda scene: model.objects.filter(**{name: which(scene) for name, which in values.items()})


anas_login = of(Login, session_key=lambda scene: scene.sign_in)
anas_account = of(User, pk=lambda scene: scene.day.lead.pk)
anas_role = of(Facilitator, user=lambda scene: scene.day.lead.pk)
bens_row = of(Participant, pk=lambda scene: scene.bens.pk)
bens_membership = of(Member, participant=lambda scene: scene.bens)
the_session = of(Session, pk=lambda scene: scene.session.pk)

ALL = {"ana": KINDS, "ben": ("table", "screen", "main"), "projector": ("screen",)}

# what happens: (who listens, what they still may hear afterwards)
ANNOUNCED = {
    "signs out in another tab": ("ana", (), lambda scene: scene.ana.post("/sign-out/")),
    "signs in as another": ("ana", (), signs_in_as_another),
    "password changed elsewhere": ("ana", (), changes_the_password_elsewhere),
    "session over, facilitator": ("ana", (), lambda scene: sessions.finish(scene.session)),
    "session over, participant": ("ben", (), lambda scene: sessions.finish(scene.session)),
    "session over, projector": ("projector", (), lambda scene: sessions.finish(scene.session)),
    "removed": ("ben", (), lambda scene: groups.remove(scene.bens)),
    "removed, wherever the seat is": ("ben", (), lambda scene: people.remove(scene.bens)),
    "link renewed": ("ben", (), lambda scene: people.renew_link(scene.bens)),
    "leaves in another tab": ("ben", (), lambda scene: scene.ben.post(scene.day.url("workshop:leave"))),
    "moved": ("ben", ("screen", "main"), moves_ben),
}
BY_SQL = {
    "sign-in deleted": ("ana", (), lambda scene: anas_login(scene).delete()),
    "sign-in flushed": ("ana", (), lambda scene: SessionStore(scene.sign_in).flush()),
    "sign-in expired": (
        "ana",
        (),
        lambda scene: anas_login(scene).update(expire_date=timezone.now() - timedelta(days=1)),
    ),
    "account switched off": ("ana", (), lambda scene: anas_account(scene).update(is_active=False)),
    "account deleted": ("ana", (), lambda scene: anas_account(scene).delete()),
    "password changed by a command": ("ana", (), changes_the_password_from_the_command_line),
    "role taken away": ("ana", (), lambda scene: anas_role(scene).delete()),
    "session over, facilitator": ("ana", (), lambda scene: the_session(scene).update(state="finished")),
    "session over, participant": ("ben", (), lambda scene: the_session(scene).update(state="finished")),
    "session over, projector": ("projector", (), lambda scene: the_session(scene).update(state="finished")),
    "session deleted, facilitator": ("ana", (), lambda scene: scene.session.delete()),
    "session deleted, participant": ("ben", (), lambda scene: scene.session.delete()),
    "session deleted, projector": ("projector", (), lambda scene: scene.session.delete()),
    "removed": ("ben", (), lambda scene: bens_row(scene).update(removed_at=timezone.now())),
    "deleted": ("ben", (), lambda scene: bens_row(scene).delete()),
    "generation raised": ("ben", (), lambda scene: bens_row(scene).update(generation=7)),
    "membership deleted": ("ben", ("screen", "main"), lambda scene: bens_membership(scene).delete()),
    "token renewed": ("projector", (), lambda scene: the_session(scene).update(screen_generation=7)),
}
WAYS = [(way, True, *row) for way, row in ANNOUNCED.items()] + [(way, False, *row) for way, row in BY_SQL.items()]


@pytest.mark.parametrize(
    ("announced", "who", "left", "lose"),
    [way[1:] for way in WAYS],
    ids=[f"{way}, {'announced' if announced else 'by SQL'}" for way, announced, *_row in WAYS],
)
async def test_what_is_lost_is_heard_no_more_and_what_is_left_still_is(scene, announced, who, left, lose):
    browser = {"ana": scene.ana, "ben": scene.ben, "projector": Browser()}[who]
    by = {"by": scene.token} if who == "projector" else {}
    async with listening(browser.cookie_header) as ears:
        for kind in ALL[who]:
            assert (await ears.subscribes(scene.rooms[kind], **by))["kind"] == "subscribed"
        assert await told_in(ears, scene) == set(ALL[who])

        await sync_to_async(lose)(scene)
        if not announced:
            await hub.of_this_process().check_rights()
        if left:
            lost = {str(scene.rooms[kind].pk) for kind in ALL[who] if kind not in left}
            assert {(await ears.hears("unsubscribed", within=WITHIN))["room"] for _room in lost} == lost
            assert await told_in(ears, scene) == set(left)
            return
        assert await ears.is_closed(WITHIN) == 4401
        if await Session.objects.filter(pk=scene.session.pk).aexists():
            await sync_to_async(scene.tell)(KINDS)
        assert await hears_no_more(ears)


@pytest.mark.parametrize("kind", KINDS)
async def test_rights_are_checked_all_the_time_whatever_the_kind_of_room(scene, kind, monkeypatch):
    """Nobody announces what a database's administrator writes."""
    monkeypatch.setattr(hub, "CHECK_EVERY", 0.05)
    async with subscribed(scene.ana, scene.rooms[kind]) as ears:
        assert await told_in(ears, scene) == {kind}
        await sync_to_async(lambda: anas_role(scene).delete())()
        assert await ears.is_closed(WITHIN) == 4401


def test_the_interval_leaves_room_for_the_check_within_ten_seconds():
    """At worst a right is lost right after one check began, and the next has to ask the database first."""
    assert INTERVAL <= 5


# ── a token opens one room, and never says who the socket is ──


async def test_who_shows_a_screens_token_and_signs_out_hears_the_table_no_more(scene):
    async with subscribed(scene.ana, scene.rooms["table"]) as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert await told_in(ears, scene) == {"table", "screen"}
        await sync_to_async(scene.ana.post)("/sign-out/")
        assert await ears.is_closed(WITHIN) == 4401
        await sync_to_async(scene.tell)(KINDS)
        assert await hears_no_more(ears)


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "by SQL"])
async def test_who_shows_a_screens_token_and_is_removed_hears_the_table_no_more(scene, announced):
    async with subscribed(scene.ben, scene.rooms["table"]) as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert await told_in(ears, scene) == {"table", "screen"}
        if announced:
            await sync_to_async(groups.remove)(scene.bens)
        else:
            await sync_to_async(lambda: bens_row(scene).update(removed_at=timezone.now()))()
            await hub.of_this_process().check_rights()
        assert await ears.is_closed(WITHIN) == 4401


@pytest.mark.parametrize("kind", ["table", "desk", "main"])
async def test_a_screens_token_opens_the_screen_and_no_other_room(scene, kind):
    async with listening() as ears:
        assert (await ears.subscribes(scene.rooms[kind], by=scene.token))["kind"] == "refused"
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert (await ears.subscribes(scene.rooms[kind]))["kind"] == "refused"
        assert await told_in(ears, scene) == {"screen"}


async def test_a_token_neither_adds_to_what_a_participant_may_hear_nor_takes_from_it(scene):
    async with listening(scene.ben.cookie_header) as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert (await ears.subscribes(scene.rooms["desk"], by=scene.token))["kind"] == "refused"
        assert (await ears.subscribes(scene.rooms["table"], by=scene.token))["kind"] == "subscribed"
        assert await told_in(ears, scene) == {"table", "screen"}


@pytest.mark.parametrize(
    "forged",
    [
        lambda scene, _other: links.screen_token(scene.session),
        lambda scene, other: f"{other.pk}.{links.screen_token(other)}",
        lambda scene, other: f"{scene.session.pk}.{links.screen_token(other)}",
        lambda scene, _other: f"{scene.session.pk}.",
        lambda scene, _other: f"{scene.session.pk}.\ud800",
        lambda scene, _other: scene.token + "\x00",
        lambda scene, _other: scene.token * 9,
        lambda scene, _other: [scene.token],
        lambda scene, _other: {"token": scene.token},
        lambda scene, _other: True,
        lambda scene, _other: None,
        lambda scene, _other: "",
    ],
    ids=["bare", "another's", "mixed", "empty", "surrogate", "nul", "long", "list", "object", "true", "null", "none"],
)
async def test_what_is_no_token_of_this_screen_opens_nothing_and_hurts_nobody(scene, forged):
    other = await sync_to_async(lambda: make_session(user("Zoe")))()
    async with subscribed(scene.ana, scene.rooms["screen"]) as calm, listening() as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=forged(scene, other)))["kind"] == "refused"
        assert await told_in(calm, scene) == {"screen"}


async def test_the_last_answer_counts_where_a_room_is_asked_for_twice(scene):
    """What the browser is told is what holds: it believes that it no longer hears a room that was refused."""
    async with listening() as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert await told_in(ears, scene) == {"screen"}
        assert (await ears.subscribes(scene.rooms["screen"]))["kind"] == "refused"
        assert await told_in(ears, scene) == set()
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert await told_in(ears, scene) == {"screen"}


async def test_a_facilitator_who_showed_no_token_again_is_subscribed_by_the_role(scene):
    async with subscribed(scene.ana, scene.rooms["main"]) as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert (await ears.subscribes(scene.rooms["screen"]))["kind"] == "subscribed"
        await sync_to_async(lambda: the_session(scene).update(screen_generation=7))()
        await hub.of_this_process().check_rights()
        assert await told_in(ears, scene) == {"screen", "main"}


async def test_a_token_that_is_renewed_takes_nothing_from_who_may_hear_the_screen_without_it(scene):
    async with subscribed(scene.ben, scene.rooms["main"]) as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        await sync_to_async(lambda: the_session(scene).update(screen_generation=7))()
        await hub.of_this_process().check_rights()
        assert await told_in(ears, scene) == {"screen", "main"}
        await sync_to_async(groups.remove)(scene.bens)
        assert await ears.is_closed(WITHIN) == 4401


async def test_of_two_screens_the_one_whose_token_holds_is_still_heard(scene):
    other = await sync_to_async(lambda: make_session(user("Zoe")))()
    theirs = await sync_to_async(lambda: Room.objects.select_related("session").screen_of(other.pk))()
    async with listening() as ears:
        await ears.subscribes(theirs, by=f"{other.pk}.{links.screen_token(other)}")
        await ears.subscribes(scene.rooms["screen"], by=scene.token)
        await sync_to_async(lambda: Session.objects.filter(pk=other.pk).update(screen_generation=7))()
        await hub.of_this_process().check_rights()
        assert (await ears.hears("unsubscribed", within=WITHIN))["room"] == str(theirs.pk)
        assert await told_in(ears, scene) == {"screen"}


# ── who keeps one right keeps what it gives ──


@pytest.mark.parametrize(
    "lose",
    [
        lambda scene: anas_role(scene).delete(),
        lambda scene: anas_login(scene).delete(),
        lambda scene: anas_account(scene).update(is_active=False),
    ],
    ids=["role", "sign-in", "account"],
)
async def test_a_facilitator_who_takes_part_as_well_keeps_what_participants_hear(scene, lose):
    await sync_to_async(scene.ana_takes_part)()
    async with listening(scene.ana.cookie_header) as ears:
        for kind in KINDS:
            await ears.subscribes(scene.rooms[kind])
        assert await told_in(ears, scene) == set(KINDS)
        await sync_to_async(lose)(scene)
        await hub.of_this_process().check_rights()
        assert await told_in(ears, scene) == {"screen", "main"}


async def test_a_facilitator_who_is_removed_as_a_participant_goes_on_as_a_facilitator_under_no_name(scene):
    anas = await sync_to_async(scene.ana_takes_part)()
    main_room = scene.rooms["main"].pk
    async with listening(scene.ana.cookie_header) as ears:
        for kind in KINDS:
            await ears.subscribes(scene.rooms[kind])
        assert hub.people_in(main_room) == {str(anas.pk)}
        await sync_to_async(groups.remove)(anas)
        async with asyncio.timeout(WITHIN):
            while hub.people_in(main_room):
                await asyncio.sleep(0.01)
        assert await told_in(ears, scene) == set(KINDS)


async def test_a_facilitator_who_took_a_membership_is_named_at_no_table_but_their_own(scene):
    """Its people would be told that somebody is there who does not sit there."""
    anas = await sync_to_async(scene.ana_takes_part)()
    await Member.objects.filter(participant=anas).adelete()
    async with listening(scene.ana.cookie_header) as ears:
        for kind in KINDS:
            await ears.subscribes(scene.rooms[kind])
        assert hub.people_in(scene.rooms["main"].pk) == {str(anas.pk)}
        assert hub.people_in(scene.rooms["table"].pk) == set()
        assert await told_in(ears, scene) == set(KINDS)


async def test_who_loses_one_session_keeps_the_other(scene):
    other = await sync_to_async(lambda: make_session(user("Zoe")))()
    await Facilitator.objects.acreate(session=other, user=scene.day.lead, role=Facilitator.Role.CO)
    theirs = await sync_to_async(Room.objects.select_related("session").desk_of)(other.pk)
    async with subscribed(scene.ana, theirs) as ears:
        for kind in KINDS:
            await ears.subscribes(scene.rooms[kind])
        await Facilitator.objects.filter(user=scene.day.lead, session=scene.session).adelete()
        await hub.of_this_process().check_rights()
        assert await told_in(ears, scene) == set()
        await sync_to_async(transaction.atomic(lambda: tell(theirs, "people")))()
        assert (await ears.hears("told", within=WITHIN))["room"] == str(theirs.pk)


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "by SQL"])
async def test_of_two_browsers_of_one_account_the_one_that_signed_out_hears_nothing(scene, announced):
    elsewhere = await sync_to_async(Browser)(scene.day.lead)
    async with (
        subscribed(scene.ana, scene.rooms["desk"]) as out,
        subscribed(elsewhere, scene.rooms["desk"]) as still_in,
    ):
        assert await told_in(out, scene) == {"desk"}
        if announced:
            await sync_to_async(scene.ana.post)("/sign-out/")
        else:
            await sync_to_async(lambda: anas_login(scene).delete())()
            await hub.of_this_process().check_rights()
        assert await out.is_closed(WITHIN) == 4401
        await still_in.hears("beat", within=WITHIN)  # of the telling above
        assert await told_in(still_in, scene) == {"desk"}


# ── a right that is lost while it is asked for ──


async def test_who_subscribes_while_rights_are_checked_stays(scene, monkeypatch):
    """The check knows nothing of a seat that was given after it began, neither good nor bad."""
    async with subscribed(scene.ben, scene.rooms["main"]) as ears:
        here, ask, sitting = hub.of_this_process(), Visitors.room_access, []
        [socket] = here.sockets

        subscribes_again = Event()

        def meanwhile_the_room_is_left_and_subscribed_again(self, asked):
            monkeypatch.setattr(Visitors, "room_access", ask)
            [seat] = ask(self, asked)
            here.loop.call_soon_threadsafe(taken_again, seat, context=Context())
            assert subscribes_again.wait(WITHIN)
            return [None]

        def taken_again(seat) -> None:
            here.unsubscribe(socket, seat.room.pk)
            sitting.append(here.loop.create_task(here.subscribe(socket, seat)))
            here.loop.call_soon(subscribes_again.set)  # behind the first step of that task, which takes the seat

        monkeypatch.setattr(Visitors, "room_access", meanwhile_the_room_is_left_and_subscribed_again)
        await here.check_rights()
        await sitting[0]
        assert await told_in(ears, scene) == {"main"}


async def test_a_membership_that_is_lost_by_sql_after_the_answer_is_lost_at_the_next_check(scene, monkeypatch):
    ask = Visitors.room_access

    def and_then_the_row_changes(self, asked):
        monkeypatch.setattr(Visitors, "room_access", ask)
        found = ask(self, asked)
        bens_membership(scene).delete()
        return found

    async with subscribed(scene.ben, scene.rooms["main"]) as ears:
        hub.of_this_process().access._answer = sync_to_async(and_then_the_row_changes.__get__(Visitors()))
        assert (await ears.subscribes(scene.rooms["table"]))["kind"] == "subscribed"
        await hub.of_this_process().check_rights()
        assert (await ears.hears("unsubscribed", within=WITHIN))["room"] == str(scene.rooms["table"].pk)
        assert await told_in(ears, scene) == {"main"}


async def test_a_socket_that_is_closed_while_it_asks_for_a_membership_gets_none(scene, monkeypatch):
    async with subscribed(scene.ana, scene.rooms["main"]) as ears:
        here = hub.of_this_process()
        [socket], ask = here.sockets, here.access.load

        async def meanwhile_the_socket_closes(question):
            answer = await ask(question)
            socket.close(hub.REMOVED)
            return answer

        monkeypatch.setattr(here.access, "load", meanwhile_the_socket_closes)
        await ears.says({"subscribe": str(scene.rooms["table"].pk)})
        assert await ears.is_closed(WITHIN) == 4401
        await sync_to_async(scene.tell)(KINDS)
        assert await hears_no_more(ears)
        assert not here.subscriptions


async def test_who_signed_out_before_the_socket_was_known_is_refused(scene):
    """The sign-in's row was there when the socket came, and no announcement reached it."""
    async with listening(scene.ana.cookie_header) as ears:
        await ears.hears_first()
        await sync_to_async(lambda: anas_login(scene).delete())()
        for kind in KINDS:
            assert (await ears.subscribes(scene.rooms[kind]))["kind"] == "refused"


async def test_a_check_that_fails_is_made_again(scene, monkeypatch):
    """The database may be gone for a moment; what was lost meanwhile is found afterwards."""
    monkeypatch.setattr(hub, "CHECK_EVERY", 0.05)
    ask, failed = Visitors.room_access, asyncio.Event()

    def fails_once(self, asked):
        monkeypatch.setattr(Visitors, "room_access", ask)
        here.loop.call_soon_threadsafe(failed.set)
        raise OSError

    async with subscribed(scene.ben, scene.rooms["main"]) as ears:
        here = hub.of_this_process()
        monkeypatch.setattr(Visitors, "room_access", fails_once)
        await asyncio.wait_for(failed.wait(), WITHIN)
        await sync_to_async(lambda: bens_row(scene).update(generation=7))()
        assert await ears.is_closed(WITHIN) == 4401


async def test_a_socket_has_twenty_memberships_and_ends_at_one_more(scene):
    others = [await sync_to_async(lambda: make_session(scene.day.lead))() for _session in range(5)]
    rooms = [
        room
        async for room in Room.objects.filter(session__in=[scene.session, *others], kind__in=("main", "desk", "screen"))
    ]
    tables = [room async for room in Room.objects.filter(session=scene.session, kind="table")]
    async with listening(scene.ana.cookie_header) as ears:
        for room in (rooms + tables)[: hub.ROOMS_A_SOCKET]:
            assert (await ears.subscribes(room))["kind"] == "subscribed"
        assert len(rooms + tables) >= hub.ROOMS_A_SOCKET
        await ears.says({"subscribe": str(scene.session.pk), "by": scene.token})
        assert await ears.is_closed(WITHIN) == 4400


def test_a_check_asks_as_many_questions_for_many_sockets_as_for_one(scene, django_assert_num_queries):
    """Six at most: the rooms with their sessions, sign-ins, accounts, roles, participants and tables."""
    come = async_to_sync(Visitors().from_scope)
    ana, ben = (come({"headers": [(b"cookie", who.cookie_header)]}) for who in (scene.ana, scene.ben))
    asked = [(who, room.pk, scene.token) for who in [ana, ben] * 40 for room in scene.rooms.values()]
    with django_assert_num_queries(6):
        Visitors().room_access(asked)


def test_everything_that_ends_a_right_by_a_service_is_announced(monkeypatch, discussion, ana):
    """The table above has a row for each; this one would be the first to be forgotten in a new service."""
    said: list[dict] = []
    monkeypatch.setattr(notifier, "notify_processes", said.append)
    ben = discussion.people["Ben"]
    people.renew_link(ben)
    people.close_sockets_of(ben)
    accounts.close_sockets_of_account(ana)
    accounts.end_sockets_of_login("a sign-in")
    groups.remove(ben)
    sessions.finish(discussion.session)
    named = [(message["type"], *message.get("who", [])) for message in said]
    participant = f"participant:{ben.pk}"
    assert named[:5] == [
        ("recheck", participant),
        ("close", participant),
        ("close", f"user:{ana.pk}"),
        ("close", "login:a sign-in"),
        ("recheck", participant),
    ]
    assert set(said[-1]["rooms"]) == {str(room.pk) for room in discussion.session.rooms.all()}
