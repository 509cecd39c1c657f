"""A screen's token opens one room, and never says who the socket is (I5)."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from tests.actors import make_session, user
from tests.attacks.rights import KINDS, WITHIN, bens_row, hears_no_more, the_session, told_in
from tests.sockets import listening, subscribed
from workshop.groups import services as groups
from workshop.live import hub
from workshop.live.models import Room
from workshop.sessions import links
from workshop.sessions.models import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nothing_by_the_clock")]


async def test_a_facilitator_who_shows_a_screens_token_and_signs_out_hears_the_table_no_more(scene):
    async with subscribed(scene.ana, scene.rooms["table"]) as ears:
        assert (await ears.subscribes(scene.rooms["screen"], by=scene.token))["kind"] == "subscribed"
        assert await told_in(ears, scene) == {"table", "screen"}
        await sync_to_async(scene.ana.post)("/sign-out/")
        assert await ears.is_closed(WITHIN) == 4401
        await sync_to_async(scene.tell)(KINDS)
        assert await hears_no_more(ears)


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "by SQL"])
async def test_a_participant_who_shows_a_screens_token_and_is_removed_hears_the_table_no_more(scene, announced):
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


async def test_renewing_a_token_takes_nothing_from_visitors_who_may_hear_the_screen_without_it(scene):
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
