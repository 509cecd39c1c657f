"""What is the same for everyone is answered ahead of the house, and says the same as the house."""

import asyncio
import re
from uuid import uuid4

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from reviews.comments.models import Comment
from tests.backups import Backup
from tests.hands import Browser
from workshop.groups import services as groups
from workshop.hall import porch
from workshop.hall.porch import PAGES, PANES, Porch
from workshop.live import clock, shells
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.people.models import Participant
from workshop.serving.pages import Pages
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = [*PAGES, *PANES]
LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


class House:
    """Django's pages, and which were asked for."""

    def __init__(self) -> None:
        self._pages = Pages()
        self.asked: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        self.asked.append(scope["path"])
        await self._pages(scope, receive, send)


class Visit:
    """A browser that comes by the porch, or straight to the house."""

    def __init__(self, application, person=None, language: str = "en") -> None:
        browser = Browser(person, language)
        browser.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        line = httpx.ASGITransport(application, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(
            transport=line, base_url="http://localhost", cookies=cookies, headers={"accept-language": language}
        )

    async def get(self, address: str, **headers: str) -> httpx.Response:
        return await self._client.get(address, headers=headers)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def front(house) -> Porch:
    return Porch(house)


def shows(session, text: str) -> None:
    """A comment is shown to everyone."""
    with transaction.atomic():
        Comment.objects.create(
            session=session,
            topic="operationalExcellence",
            text=text,
            hash=uuid4().hex * 2,
            batch=session.starts_at,
            state=Comment.State.SHOWN,
        )
        tell(Room.objects.select_related("session").wall_of(session.pk), "comment")


def timeless(answer: httpx.Response) -> tuple:
    """An answer without the moment at which it was given."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("database-time", "date")}
    return answer.status_code, headers, re.sub(r'name="database-time" content="\d+"', "", answer.text)


@LANGUAGES
@pytest.mark.parametrize("name", ADDRESSES)
async def test_it_says_what_the_house_says(discussion, house, front, name, language):
    address = discussion.url(name)
    for person in ("Ben", "Chi"):
        by_porch = await Visit(front, discussion.people[person], language).get(address)
        straight = await Visit(house, discussion.people[person], language).get(address)
        assert timeless(by_porch) == timeless(straight)
        assert by_porch.status_code == 200
    assert house.asked.count(address) == 3  # once for the porch, twice straight


async def test_what_is_ones_own_is_each_readers_own(discussion, front):
    pages = {
        name: await Visit(front, discussion.people[name]).get(discussion.url("workshop:hall"))
        for name in ("Ben", "Chi")
    }
    for name, page in pages.items():
        person = discussion.people[name]
        other = discussion.people["Chi" if name == "Ben" else "Ben"]
        assert f'data-me="{person.pk}"' in page.text
        assert f"/p/{person.pk}/" in page.text
        assert str(other.pk) not in page.text.replace(f'data-person="{other.pk}"', "")


async def test_what_happens_is_seen_at_once(discussion, house, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("reviews:stage")
    before = await ben.get(address)
    await sync_to_async(discussion.goes_to)("presentation", "operationalExcellence")
    after = await ben.get(address)
    assert int(after.headers["room-version"]) > int(before.headers["room-version"])
    assert after.text != before.text
    assert (await ben.get(address)).text == after.text
    assert len(house.asked) == 2


async def test_who_has_it_already_is_told_so(discussion, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("reviews:comments")
    first = await ben.get(address)
    again = await ben.get(address, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    assert again.headers["room-version"] == first.headers["room-version"]


async def test_fifty_who_come_at_once_are_one_question_to_the_house(discussion, house, front):
    people = [Visit(front, discussion.people[name]) for name in ("Ben", "Chi")]
    answers = await asyncio.gather(*(people[number % 2].get(discussion.url("workshop:hall")) for number in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(house.asked) == 1


async def test_nobody_gets_less_than_was_there_when_they_asked(discussion, house, front):
    """The first asks; before the house has answered something happens; the second asks and waits for the same answer."""
    address = discussion.url("reviews:stage")
    ben, chi = (Visit(front, discussion.people[name]) for name in ("Ben", "Chi"))
    begun, go = asyncio.Event(), asyncio.Event()
    hall = await sync_to_async(Room.objects.select_related("session").hall_of)(discussion.session.pk)
    before = hall.version

    pages = house._pages

    async def rendered_then_held(scope, receive, send):
        held = []

        async def keep(event):
            held.append(event)

        await pages(scope, receive, keep)
        begun.set()
        await go.wait()
        for event in held:
            await send(event)

    house._pages = rendered_then_held
    first = asyncio.create_task(ben.get(address))
    await begun.wait()

    def happens() -> int:
        with transaction.atomic():
            return tell(hall, "stage")

    version = await sync_to_async(happens)()
    second = asyncio.create_task(chi.get(address))
    await asyncio.sleep(0.2)
    go.set()
    assert int((await first).headers["room-version"]) == before
    assert int((await second).headers["room-version"]) == version


@pytest.mark.parametrize("versions", [(20, 23), (20, 9)], ids=["something is told", "a backup is restored"])
def test_a_page_during_which_a_room_changes_is_stored_as_what_was_read_first(rf, versions):
    """So it shows no state that the room has from there on, and is given to nobody else."""
    request = rf.get("/")
    request.scope = {shells.SCOPE: True}
    room = uuid4()
    for version in versions:
        shells.saw(request, str(room), str(version))
    noted = shells.note_rooms(request, HttpResponse())
    assert shells.versions(noted[shells.ROOMS]) == {room: 20}


@pytest.mark.parametrize("name", ADDRESSES)
async def test_a_stranger_is_left_to_the_house(discussion, house, front, name):
    await Visit(front, discussion.people["Ben"]).get(discussion.url(name))  # so that it is kept
    assert (await Visit(front).get(discussion.url(name))).status_code == 404
    nowhere = reverse(name, kwargs={"session": "00000000-0000-0000-0000-000000000000"})
    assert (await Visit(front, discussion.people["Ben"]).get(nowhere)).status_code == 404
    assert house.asked == [discussion.url(name), discussion.url(name), nowhere]


async def test_the_time_is_asked_for_where_one_may_wait(discussion, front, monkeypatch):
    monkeypatch.setattr(clock, "LEARN_EVERY", 0.0)
    ben = Visit(front, discussion.people["Ben"])
    for name in ("workshop:hall", "reviews:stage", "reviews:stage"):
        assert (await ben.get(discussion.url(name))).status_code == 200


async def test_without_a_database_the_house_finds_the_words(discussion, house, front, monkeypatch):
    def fails(_coming):
        raise OperationalError

    monkeypatch.setattr(porch, "welcome", fails)
    ben = Visit(front, discussion.people["Ben"])
    assert (await ben.get(discussion.url("workshop:hall"))).status_code == 200
    assert house.asked == [discussion.url("workshop:hall")]


async def test_who_was_removed_is_told_so_at_once(discussion, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("workshop:hall")
    assert (await ben.get(address)).status_code == 200
    await sync_to_async(groups.remove)(discussion.people["Ben"])
    assert (await ben.get(address)).status_code == 410


LOST_BY_SQL = {
    "removed": lambda ben: Participant.objects.filter(pk=ben.pk).update(removed_at=timezone.now()),
    "deleted": lambda ben: Participant.objects.filter(pk=ben.pk).delete(),
    "link renewed": lambda ben: Participant.objects.filter(pk=ben.pk).update(generation=7),
}


@pytest.mark.parametrize("lose", LOST_BY_SQL.values(), ids=LOST_BY_SQL)
async def test_nothing_that_is_kept_is_given_to_who_has_lost_the_right(discussion, front, lose):
    ben, chi = Visit(front, discussion.people["Ben"]), Visit(front, discussion.people["Chi"])
    for name in ADDRESSES:
        assert (await ben.get(discussion.url(name))).status_code == 200
    await sync_to_async(lose)(discussion.people["Ben"])
    for name in ADDRESSES:
        assert (await ben.get(discussion.url(name))).status_code in (404, 410)
        assert (await chi.get(discussion.url(name))).status_code == 200


async def test_a_session_that_is_over_has_no_porch(discussion, house, front):
    ben = Visit(front, discussion.people["Ben"])
    await ben.get(discussion.url("workshop:hall"))
    await sync_to_async(sessions.finish)(discussion.session)
    for _ in range(2):
        assert "comment-composer" not in (await ben.get(discussion.url("workshop:hall"))).text
    assert len(house.asked) == 3


async def test_who_is_signed_in_goes_into_the_house(discussion, house, front, ana):
    await Visit(front, discussion.people["Ben"]).get(discussion.url("workshop:hall"))
    visit = await sync_to_async(Visit)(front, ana)
    page = await visit.get(discussion.url("workshop:hall"))
    assert discussion.url("workshop:desk") in page.text
    assert len(house.asked) == 2


async def test_no_other_address_is_kept(discussion, house, front):
    table = discussion.url("reviews:board", group=(await sync_to_async(discussion.group_of)("Ben")).pk)
    for _ in range(2):
        assert (await Visit(front, discussion.people["Ben"]).get(table)).status_code == 200
    assert house.asked == [table, table]


async def test_only_the_last_answers_are_kept(discussion, front, monkeypatch):
    monkeypatch.setattr(porch, "KEPT_AT_MOST", 2)
    ben = Visit(front, discussion.people["Ben"])
    for name in PANES:
        await ben.get(discussion.url(name))
    assert len(front._kept) == 2


async def test_a_comment_that_is_shown_is_in_the_next_answer(discussion, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("reviews:comments")
    assert "A word nobody said" not in (await ben.get(address)).text
    await sync_to_async(shows)(discussion.session, "A word nobody said")
    assert "A word nobody said" in (await ben.get(address)).text


@pytest.mark.parametrize("later", [0, 1, 5, 12, 13, 20])
async def test_after_a_restore_it_says_what_the_house_says(discussion, house, front, later):
    """What was stored for the states that were lost is given to nobody, whatever happens from there."""
    addresses = [discussion.url(name) for name in ("reviews:comments", "workshop:hall")]
    ben, straight = (Visit(door, discussion.people["Ben"]) for door in (front, house))
    backup, tags = await sync_to_async(Backup)(), {}
    for number in range(12):
        await sync_to_async(shows)(discussion.session, f"Lost {number}.")
        for address in addresses:
            tags[address] = (await ben.get(address)).headers.get("etag", "")
    await sync_to_async(backup.restore)()
    for number in range(later):
        await sync_to_async(shows)(discussion.session, f"Later {number}.")
    for address in addresses:
        answer = await ben.get(address, **{"if-none-match": tags[address]})
        assert timeless(answer) == timeless(await straight.get(address))
        assert "Lost" not in answer.text
        assert answer.text.count("Later") >= later
