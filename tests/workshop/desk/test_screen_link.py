"""The comment screen's link at the desk: shown, and replaced by one press."""

import re

import pytest
from asgiref.sync import sync_to_async

from tests.sockets import listening
from workshop.live.models import Room
from workshop.sessions import links
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db


def test_the_desk_shows_the_link_and_leads_to_the_screen_by_the_present_one(day, desk):
    link = f"/screen/{day.session.pk}/{links.screen_token(day.session)}/"
    assert f'value="http://testserver{link}"' in desk.get(day.url("workshop:screen-link")).text
    assert day.url("workshop:desk-screen") in desk.get(day.url("workshop:desk")).text
    assert desk.get(day.url("workshop:desk-screen")).url == link


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_one_press_replaces_it(day, desk, stranger, headers):
    old = f"/screen/{day.session.pk}/{links.screen_token(day.session)}/"
    page = desk.post(day.url("workshop:screen-link"), headers=headers).text
    day.session.refresh_from_db()
    new = f"/screen/{day.session.pk}/{links.screen_token(day.session)}/"
    assert new != old
    assert new in page
    assert old not in page
    assert stranger.get(new).status_code == 200
    ended = stranger.get(old)
    assert ended.status_code == 410
    assert "This screen’s link was replaced" in re.sub(r"\s+", " ", ended.text)
    assert "X-Frame-Options" not in ended.headers, "streaming tools frame it"
    assert desk.get(day.url("workshop:desk-screen")).url == new


def test_a_link_that_was_replaced_long_ago_is_answered_like_one_that_never_existed(day, stranger):
    old = f"/screen/{day.session.pk}/{links.screen_token(day.session)}/"
    day.session.screen_generation += links.REPLACED_KNOWN
    day.session.save()
    assert stranger.get(old).status_code == 410
    day.session.screen_generation += 1
    day.session.save()
    assert stranger.get(old).status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_the_projectors_socket_ends_with_the_old_link(day):
    room = await Room.objects.select_related("session").aget(session=day.session, kind=Room.Kind.SCREEN)
    async with listening() as ears:
        token = f"{day.session.pk}.{links.screen_token(day.session)}"
        assert (await ears.subscribes(room, by=token))["kind"] == "subscribed"
        await sync_to_async(sessions.renew_screen_link)(day.session)
        assert await ears.is_closed() == 4401
