"""No page or frame shows how many people are in the main room if they are fewer than five."""

from __future__ import annotations

import json
import re
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from tests.actors import Browser
from tests.sockets import listening
from workshop.live.models import Room
from workshop.sessions import links

pytestmark = pytest.mark.django_db(transaction=True)

FEW = 5


async def test_fewer_than_five_in_the_main_room_are_told_as_none_and_their_coming_not_at_all(day):
    """The comment screen is part of the main room, so the people there are the people at the screen."""
    main_room = await sync_to_async(Room.objects.main_of)(day.session.pk)
    screen = await sync_to_async(Room.objects.screen_of)(day.session.pk)
    people = [Browser(person) for person in day.people.values()]
    assert len(people) == FEW
    async with AsyncExitStack() as sitting:
        heard = []
        for browser in people:
            ears = await sitting.enter_async_context(listening(browser.cookie_header))
            await ears.subscribes(main_room)
            await ears.subscribes(screen)
            heard.append(ears)
            if len(heard) < FEW:
                assert await counts(heard[0], within=1.2) in ([], [0])
        assert (await heard[0].hears("here"))["count"] == FEW


async def counts(ears, within: float) -> list[int]:
    """The numbers of people that a browser receives in this time, in frames of any kind."""
    found = []
    try:
        while True:
            found.append((await ears.hears("here", within=within))["count"])
    except TimeoutError:
        return found


async def test_the_comment_screen_hears_of_nobody_in_whatever_frame(day):
    room = await sync_to_async(Room.objects.screen_of)(day.session.pk)
    token = links.screen_token(day.session)
    async with AsyncExitStack() as sitting:
        screen = await sitting.enter_async_context(listening())
        await screen.subscribes(room, by=f"{day.session.pk}.{token}")
        for person in day.people.values():
            ears = await sitting.enter_async_context(listening(Browser(person).cookie_header))
            await ears.subscribes(room)
        frames = [screen.hello]
        try:
            while True:
                frames.append(await screen.hears("here", "told", "beat", "behind", within=1.5))
        except TimeoutError:
            pass
        assert all(set(frame) <= {"kind", "room", "v", "now", "rooms", "what", "html"} for frame in frames), json.dumps(
            frames
        )


def test_no_header_and_no_attribute_of_the_screens_panes_counts_people(day, bens):
    session, token = day.session, links.screen_token(day.session)
    screen = {"session": session.pk, "token": token}
    for answer in (
        bens.get(reverse("reviews:comments", kwargs={"session": session.pk})),
        Browser().get(reverse("reviews:screen", kwargs=screen)),
        Browser().get(reverse("reviews:screen-pane", kwargs=screen)),
    ):
        named = {name.lower() for name in answer.headers} | set(re.findall(r"\sdata-[a-z-]+(?==)", answer.text))
        assert not [name for name in named if re.search("here|people|count|present|writing", name)]
