"""Rights that are lost while they are checked, and what one check costs (I4)."""

from __future__ import annotations

import asyncio
from contextvars import Context
from threading import Event

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from tests.actors import make_session
from tests.attacks.rights import KINDS, WITHIN, anas_login, bens_membership, bens_row, hears_no_more, told_in
from tests.sockets import listening, subscribed
from workshop.live import hub
from workshop.live.models import Room
from workshop.people.visitors import Visitors

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nothing_by_the_clock")]


async def test_a_socket_that_subscribes_while_rights_are_checked_stays(scene, monkeypatch):
    """A check says nothing about a subscription that was made after the check began."""
    async with subscribed(scene.ben, scene.rooms["main"]) as ears:
        here, ask, sitting = hub.of_this_process(), Visitors.room_access, []
        [socket] = here.sockets

        subscribes_again = Event()

        def meanwhile_the_room_is_left_and_subscribed_again(self, asked):
            monkeypatch.setattr(Visitors, "room_access", ask)
            [access] = ask(self, asked)
            here.loop.call_soon_threadsafe(taken_again, access, context=Context())
            assert subscribes_again.wait(WITHIN)
            return [None]

        def taken_again(access) -> None:
            here.unsubscribe(socket, access.room.pk)
            sitting.append(here.loop.create_task(here.subscribe(socket, access)))
            here.loop.call_soon(subscribes_again.set)  # after the first step of that task, which subscribes again

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


async def test_an_account_that_signed_out_before_the_socket_was_known_is_refused(scene):
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
