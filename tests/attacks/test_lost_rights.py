"""A right that is gone is gone from every socket, by whatever way it was lost and in whatever room it was used (I1, I4, I5).

Each test first shows that the socket hears the room. Then the right is taken away, by the product's own service or by SQL alone,
and nothing that is told afterwards arrives.
"""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from tests.actors import Browser, make_session, user
from tests.attacks.rights import (
    ALL,
    INTERVAL,
    KINDS,
    WAYS,
    WITHIN,
    anas_account,
    anas_login,
    anas_role,
    hears_no_more,
    told_in,
)
from tests.sockets import listening, subscribed
from workshop.accounts import services as accounts
from workshop.groups import services as groups
from workshop.groups.models import Member
from workshop.live import hub, notifier
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.people import services as people
from workshop.people.visitors import name_of_facilitator
from workshop.sessions import services as sessions
from workshop.sessions.models import Facilitator, Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nothing_by_the_clock")]


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


async def test_a_facilitator_who_also_joined_is_at_other_tables_as_a_facilitator_only(scene):
    """Otherwise its people would be told that somebody is there who is not a member."""
    anas = await sync_to_async(scene.ana_takes_part)()
    await Member.objects.filter(participant=anas).adelete()
    async with listening(scene.ana.cookie_header) as ears:
        for kind in KINDS:
            await ears.subscribes(scene.rooms[kind])
        assert hub.people_in(scene.rooms["main"].pk) == {str(anas.pk)}
        assert hub.people_in(scene.rooms["table"].pk) == {name_of_facilitator(scene.day.lead.pk, scene.session.pk)}
        assert await told_in(ears, scene) == set(KINDS)


async def test_a_person_who_loses_one_session_keeps_the_other(scene):
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


def test_everything_that_ends_a_right_by_a_service_is_announced(monkeypatch, discussion, ana):
    """The table above has a row for each; this one would be the first to be forgotten in a new service."""
    said: list[dict] = []
    monkeypatch.setattr(notifier, "notify_processes", said.append)
    ben = discussion.people["Ben"]
    people.renew_link(ben)
    people.close_sockets_of(ben)
    accounts.close_sockets_of_account(ana)
    accounts.end_sockets_of_login("a sign-in")
    people.renew_link(ben, stays=True)
    groups.remove(ben)
    sessions.renew_screen_link(discussion.session)
    sessions.finish(discussion.session)
    named = [(message["type"], *message.get("who", [])) for message in said]
    participant = f"participant:{ben.pk}"
    assert said[-2]["rooms"] == [str(Room.objects.screen_of(discussion.session.pk).pk)]
    assert named[:6] == [
        ("recheck", participant),
        ("close", participant),
        ("close", f"user:{ana.pk}"),
        ("close", "login:a sign-in"),
        ("close", participant),
        ("recheck", participant),
    ]
    assert set(said[-1]["rooms"]) == {str(room.pk) for room in discussion.session.rooms.all()}
