"""A backup is restored while caches, hubs and sockets go on: nobody is shown what is no longer there."""

import asyncio
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from reviews.comments.models import Comment
from reviews.tables.models import Entry
from reviews.tables.services import talk
from reviews.tables.writers import Writer
from tests.backups import Backup
from tests.sockets import subscribed
from workshop.live import clock, hub
from workshop.live.models import Room
from workshop.live.rooms import tell

pytestmark = pytest.mark.django_db(transaction=True)

LOST = 12
LATER = pytest.mark.parametrize("later", [0, 1, 5, 11, LOST, LOST + 1, 20])
WITHIN = 60.0  # seconds; the machine may be busy


@pytest.fixture
def table(discussion) -> Room:
    return Room.objects.select_related("session").table_of(discussion.group_of("Ben").pk)


@pytest.fixture
def says(discussion):
    """Somebody at Ben's table says something; others too, since one of them alone may not say so much."""
    group, review = discussion.group_of("Ben"), discussion.review("operationalExcellence")

    def said(text: str) -> int:
        author = Writer(participant=discussion.people["Ben"])
        return talk.say(group, review, author=author, client_id=uuid4(), text=text).version

    return said


def comments(session, text: str) -> None:
    with transaction.atomic():
        shown = {"batch": timezone.now(), "state": Comment.State.SHOWN, "topic": "operationalExcellence"}
        Comment.objects.create(session=session, text=text, hash=uuid4().hex * 2, **shown)
        tell(Room.objects.select_related("session").screen_of(session.pk), "comment")


# ── panes ──


@LATER
def test_a_pane_shows_what_the_restored_database_holds(discussion, bens, says, later):
    """Also one whose bytes are stored in the process alone, as those with comments are."""
    group = discussion.group_of("Ben").pk
    writes = {
        discussion.url("reviews:talk", group=group): says,
        discussion.url("reviews:comments"): lambda text: comments(discussion.session, text),
    }
    for address, write in writes.items():
        write("Before")
        backup, tags = Backup(), set()
        for number in range(LOST):
            write(f"Lost {number}.")
            tags.add(bens.get(address).headers["ETag"])
        backup.restore()
        for number in range(later):
            write(f"Later {number}.")
            for tag in tags:
                assert bens.get(address, headers={"if-none-match": tag}).status_code == 200
            assert_shows(bens.get(address).text, number + 1)
        assert_shows(bens.get(address).text, later)


def assert_shows(shown: str, later: int) -> None:
    assert "Before" in shown
    assert "Lost" not in shown
    assert [f"Later {number}." in shown for number in range(later + 1)] == [True] * later + [False]


# ── sockets ──


@pytest.fixture
def quick_heartbeat(monkeypatch) -> None:
    monkeypatch.setattr(hub, "BEAT_EVERY", 0.3)


async def version_in(table) -> int:
    return (await sync_to_async(Room.objects.get)(pk=table.pk)).version


async def beats(ears, table, version: int) -> None:
    """Until a heartbeat says this version."""
    async with asyncio.timeout(WITHIN):
        while (await ears.hears("beat", within=WITHIN))["rooms"][str(table.pk)] != version:
            pass


@LATER
async def test_a_socket_hears_the_restored_room_again(table, desk, says, quick_heartbeat, later):
    backup = await sync_to_async(Backup)()
    async with subscribed(desk, table) as ears:
        for number in range(LOST):
            lost = await sync_to_async(says)(f"Lost {number}")
        await beats(ears, table, lost)
        await sync_to_async(backup.restore)()
        for number in range(later):
            await sync_to_async(says)(f"Later {number}")
        await beats(ears, table, restored := await version_in(table))
        await sync_to_async(says)("And on it goes")
        told = await ears.hears("told", within=WITHIN)
        assert (told["after"], "And on it goes" in told["html"]) == (restored, True)


async def test_a_heartbeat_that_crosses_a_telling_is_not_lower_than_it(table, desk, says, monkeypatch):
    """The database is asked, then something is told, then the heartbeat is: it must not look like a restore."""
    monkeypatch.setattr(hub, "BEAT_EVERY", 3600)
    read, told = clock.database_milliseconds, []

    def tells_meanwhile() -> int:
        told.append(says("Crossing"))
        return read()

    async with subscribed(desk, table) as ears:
        monkeypatch.setattr(clock, "database_milliseconds", tells_meanwhile)
        await hub.of_this_process()._beat_once()
        heard = await ears.hears("beat")
        assert heard["rooms"][str(table.pk)] == told[0]
        assert (await ears.hears_nothing("beat")) is True


@pytest.mark.usefixtures("quick_heartbeat")
async def test_a_socket_subscribed_before_the_heartbeat_hears_the_restored_room_after_it(table, desk, bens, says):
    backup = await sync_to_async(Backup)()
    async with subscribed(desk, table):
        await sync_to_async(says)("Lost")
        await sync_to_async(backup.restore)()
        async with subscribed(bens, table) as ears:
            await beats(ears, table, await version_in(table))
            await sync_to_async(says)("Later")
            assert "Later" in (await ears.hears("told", within=WITHIN))["html"]
            assert await sync_to_async(Entry.objects.count)() == 1
