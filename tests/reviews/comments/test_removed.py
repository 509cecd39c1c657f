"""The pass to post comments is the same for everyone, so it changes when somebody may not post any more."""

import pytest
from asgiref.sync import sync_to_async

from reviews.comments import queries
from reviews.comments.models import Waiting
from tests.hands import Browser
from tests.reviews.comments.composer import Nobody
from tests.sockets import seated
from workshop.groups import services as groups
from workshop.live.models import Room
from workshop.people import services as people

pytestmark = pytest.mark.django_db


def pass_on(browser, day) -> str:
    return browser.get(day.url("reviews:comment-pass")).text.split('data-comment-pass="')[1][:40]


@pytest.mark.parametrize("lose", [groups.remove, people.renew_link])
def test_who_is_removed_posts_no_comment_by_the_pass_they_knew(discussion, bens, lose):
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
    wall = await sync_to_async(lambda: Room.objects.select_related("session").wall_of(discussion.session.pk))()
    before = await sync_to_async(pass_on)(chis, discussion)
    async with seated(chis, wall) as ears:
        await sync_to_async(groups.remove)(discussion.people["Ben"])
        assert (await ears.hears("told"))["what"] == "pass"
    now = await sync_to_async(pass_on)(chis, discussion)
    assert now != before
    await sync_to_async(discussion.session.refresh_from_db)()
    assert now == await sync_to_async(queries.pass_of)(discussion.session)
    assert (await sync_to_async(Nobody().posts)(discussion.session, "Mine", **{"pass": now})).status_code == 202
