"""The pass to post comments is the same for everyone, so it changes when somebody may not post any more."""

import pytest
from asgiref.sync import sync_to_async

from reviews.comments import queries
from reviews.comments.models import Waiting
from tests.actors import Browser
from tests.reviews.comments.composer import Nobody
from tests.sockets import subscribed
from workshop.groups import services as groups
from workshop.live import notifier
from workshop.live.models import Room
from workshop.people import services as people
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db


def pass_on(browser, day) -> str:
    return browser.get(day.url("reviews:comment-pass")).text.split('data-comment-pass="')[1][:40]


@pytest.mark.parametrize("lose", [groups.remove, people.renew_link])
def test_a_removed_person_posts_no_comment_with_the_pass_they_knew(discussion, bens, lose):
    known = pass_on(bens, discussion)
    assert Nobody().posts(discussion.session, "Here", **{"pass": known}).status_code == 202
    lose(discussion.people["Ben"])
    answer = Nobody().posts(discussion.session, "Still here", **{"pass": known})
    assert (answer.status_code, answer.json()["stale"]) == (403, True)
    assert [one.text for one in Waiting.objects.all()] == ["Here"]


def test_the_pass_of_the_pillar_before_ends_too(discussion, bens):
    known = pass_on(bens, discussion)
    discussion.goes_to("discussion", "security")
    assert Nobody().posts(discussion.session, "Late", **{"pass": known}).status_code == 202
    groups.remove(discussion.people["Ben"])
    assert Nobody().posts(discussion.session, "Later", **{"pass": known}).status_code == 403


@pytest.mark.django_db(transaction=True)
async def test_the_pages_of_the_others_hear_of_the_new_pass_and_get_it(discussion):
    chis = Browser(discussion.people["Chi"])
    screen = await sync_to_async(lambda: Room.objects.select_related("session").screen_of(discussion.session.pk))()
    before = await sync_to_async(pass_on)(chis, discussion)
    async with subscribed(chis, screen) as ears:
        await sync_to_async(groups.remove)(discussion.people["Ben"])
        assert (await ears.hears("told"))["what"] == "pass"
    now = await sync_to_async(pass_on)(chis, discussion)
    assert now != before
    await sync_to_async(discussion.session.refresh_from_db)()
    assert now == await sync_to_async(queries.pass_of)(discussion.session)
    assert (await sync_to_async(Nobody().posts)(discussion.session, "Mine", **{"pass": now})).status_code == 202


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lose", [groups.remove, people.renew_link])
async def test_an_open_socket_of_a_removed_person_is_not_told_the_new_pass(discussion, lose):
    screen = await sync_to_async(lambda: Room.objects.select_related("session").screen_of(discussion.session.pk))()
    chi = await sync_to_async(lambda: discussion.people["Chi"])()
    heard: list[dict] = []
    async with subscribed(Browser(chi), screen) as ears:
        await sync_to_async(lose)(chi)
        while not heard or heard[-1]["kind"] != "unsubscribed":
            heard.append(await ears.hears("told", "unsubscribed"))
    await sync_to_async(discussion.session.refresh_from_db)()
    assert await sync_to_async(queries.pass_of)(discussion.session) not in str(heard)


@pytest.mark.django_db(transaction=True)
def test_no_pass_is_told_whatever_happens(discussion, monkeypatch):
    """Screens hear the same room, and may not comment."""
    told: list[dict] = []
    monkeypatch.setattr(notifier, "notify_room", lambda _room, _after, _version, frames: told.append(frames))
    passes = set()
    for act in (
        lambda: discussion.goes_to("presentation", "operationalExcellence"),
        lambda: discussion.goes_to("briefing", "security"),
        lambda: groups.remove(discussion.people["Ben"]),
        lambda: people.renew_link(discussion.people["Chi"]),
        lambda: sessions.finish(discussion.session),
    ):
        act()
        discussion.session.refresh_from_db()
        passes.add(queries.pass_of(discussion.session))
    assert len(passes) >= 4
    assert not [one for one in passes if one in str(told)]


def test_a_page_that_has_the_pass_fetches_a_new_one(discussion, bens):
    """At once where the old one has ended, and some time after a stage has begun, since then it stays good for ten minutes."""
    page = bens.get(discussion.url("workshop:main-room")).text
    pane = page[page.index('data-pane="reviews:comment-pass"') :]
    attributes = pane[: pane.index(">")]
    assert 'data-fetch-on="pass"' in attributes
    assert 'data-renew-on="stage"' in attributes
