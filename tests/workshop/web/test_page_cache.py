"""What is the same for everyone is answered ahead of the house, and says the same as the house."""

import asyncio
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.utils import timezone, translation

from reviews.comments.models import Comment
from tests.actors import Browser, Day
from tests.backups import Backup
from tests.routes import path_of, routes
from tests.workshop.web.page_visits import Application, Front, Visit, timeless
from workshop.groups import names
from workshop.groups import services as groups
from workshop.live import clock, shared_pages
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.people.models import Participant
from workshop.sessions import services as sessions
from workshop.web.page_cache import cache

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = {name: said for name, route in routes().items() if (said := shared_pages.said_by(route.callback))}
ME = "workshop:me"
PANES = [name for name in SHARED if name not in ("workshop:main-room", "reviews:table")]
LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def front(application) -> Front:
    return Front(application)


def address_of(day: Day, name: str, person: str = "Ben") -> str:
    """Where this person asks for it."""
    table = day.group_of(person).pk
    return path_of(routes()[name], {"session": day.session.pk, "group": table, "shown": table})


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
        tell(Room.objects.select_related("session").screen_of(session.pk), "comment")


def two_at_different_tables(day: Day) -> tuple[str, str]:
    """Each at a table where something was said, found and answered."""
    apart = "Ben", next(name for name in day.people if day.group_of(name) != day.group_of("Ben"))
    question = day.review("operationalExcellence").pillar.questions.first()
    for name in apart:
        group, browser = day.group_of(name).pk, Browser(day.people[name])
        browser.sends(day.url("reviews:entries", group=group), text=f"A word of {name} & others")
        browser.sends(day.url("reviews:findings", group=group), title=f"What {name} found", risk="high")
        answers = day.url("reviews:answers", group=group, question=question.key)
        browser.sends(answers, choice=question.choices.first().key, ticked="1")
    return apart


@LANGUAGES
@pytest.mark.parametrize("name", SHARED)
async def test_it_says_what_the_application_says(discussion, application, front, name, language):
    for person in await sync_to_async(two_at_different_tables)(discussion):
        address = await sync_to_async(address_of)(discussion, name, person)
        by_page_cache = await Visit(front, discussion.people[person], language).get(address)
        straight = await Visit(application, discussion.people[person], language).get(address)
        assert timeless(by_page_cache) == timeless(straight)
        assert by_page_cache.status_code == 200
    assert len(application.asked) == 3  # once for the page cache, twice straight


async def test_two_languages_of_one_browser_setting_are_two_pages(discussion, front):
    """The language that somebody chose is in a cookie; what the browser accepts is the same."""
    address = discussion.url("workshop:main-room")
    for language in ("ja", "en"):
        visit = Visit(front, discussion.people["Ben"], accepts="fr", language=language)
        assert f'<html lang="{language}"' in (await visit.get(address)).text


async def test_each_host_has_pages_of_its_own(discussion, application, front):
    address = discussion.url("workshop:main-room")
    for host in ("localhost", "127.0.0.1", "localhost"):
        page = await Visit(front, discussion.people["Ben"], host=host).get(address)
        assert f"http://{host}/p/" in page.text
    assert len(application.asked) == 2


async def test_a_request_that_names_another_writer_is_left_to_the_application(discussion, front):
    address = discussion.url("reviews:stage")
    ben, chi = (discussion.people[name] for name in ("Ben", "Chi"))
    visit = Visit(front, ben)
    assert (await visit.get(address, writer=str(ben.pk))).status_code == 200
    assert (await visit.get(address, writer=str(chi.pk))).status_code == 412


async def test_what_is_ones_own_is_each_readers_own(discussion, front):
    pages = {
        name: await Visit(front, discussion.people[name]).get(discussion.url("workshop:main-room"))
        for name in ("Ben", "Chi")
    }
    for name, page in pages.items():
        person = discussion.people[name]
        other = discussion.people["Chi" if name == "Ben" else "Ben"]
        assert f'data-me="{person.pk}"' in page.text
        assert f"/p/{person.pk}/" in page.text
        assert str(other.pk) not in page.text.replace(f'data-person="{other.pk}"', "")


async def test_what_happens_is_seen_at_once(discussion, application, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("reviews:stage")
    before = await ben.get(address)
    await sync_to_async(discussion.goes_to)("presentation", "operationalExcellence")
    after = await ben.get(address)
    assert int(after.headers["room-version"]) > int(before.headers["room-version"])
    assert after.text != before.text
    assert (await ben.get(address)).text == after.text
    assert len(application.asked) == 2


async def test_a_browser_that_has_the_page_already_is_told_so(discussion, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("reviews:comments")
    first = await ben.get(address)
    again = await ben.get(address, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    assert again.headers["room-version"] == first.headers["room-version"]


async def test_fifty_simultaneous_visitors_cause_one_request_to_the_application(discussion, application, front):
    people = [Visit(front, discussion.people[name]) for name in ("Ben", "Chi")]
    answers = await asyncio.gather(
        *(people[number % 2].get(discussion.url("workshop:main-room")) for number in range(50))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len(application.asked) == 1


async def test_nobody_gets_less_than_was_there_when_they_asked(discussion, application, front):
    """The first asks; before the house has answered something happens; the second asks and waits for the same answer."""
    address = discussion.url("reviews:stage")
    ben, chi = (Visit(front, discussion.people[name]) for name in ("Ben", "Chi"))
    begun, go = asyncio.Event(), asyncio.Event()
    main_room = await sync_to_async(Room.objects.select_related("session").main_of)(discussion.session.pk)
    before = main_room.version

    pages = application._pages

    async def rendered_then_held(scope, receive, send):
        held = []

        async def keep(event):
            held.append(event)

        await pages(scope, receive, keep)
        begun.set()
        await go.wait()
        for event in held:
            await send(event)

    application._pages = rendered_then_held
    first = asyncio.create_task(ben.get(address))
    await begun.wait()

    def happens() -> int:
        with transaction.atomic():
            return tell(main_room, "stage")

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
    request.scope = {shared_pages.SCOPE: True}
    room = uuid4()
    for version in versions:
        shared_pages.saw(request, str(room), str(version))
    noted = shared_pages.note_rooms(request, HttpResponse())
    assert shared_pages.versions(noted[shared_pages.ROOMS]) == {room: 20}


@pytest.mark.parametrize("name", SHARED)
async def test_a_stranger_is_left_to_the_application(discussion, application, front, name):
    address = await sync_to_async(address_of)(discussion, name)
    await Visit(front, discussion.people["Ben"]).get(address)  # so that it is cached
    assert (await Visit(front).get(address)).status_code == 404
    nowhere = path_of(routes()[name], {"session": "00000000-0000-0000-0000-000000000000"})
    assert (await Visit(front, discussion.people["Ben"]).get(nowhere)).status_code == 404
    assert application.asked == [address, address, nowhere]


async def test_the_time_is_asked_for_where_one_may_wait(discussion, front, monkeypatch):
    monkeypatch.setattr(clock, "LEARN_EVERY", 0.0)
    ben = Visit(front, discussion.people["Ben"])
    for name in ("workshop:main-room", "reviews:stage", "reviews:stage"):
        assert (await ben.get(discussion.url(name))).status_code == 200


async def test_without_a_database_the_application_finds_the_words(discussion, application, front, monkeypatch):
    def fails(_coming):
        raise OperationalError

    monkeypatch.setattr(cache, "admit", fails)
    ben = Visit(front, discussion.people["Ben"])
    assert (await ben.get(discussion.url("workshop:main-room"))).status_code == 200
    assert application.asked == [discussion.url("workshop:main-room")]


async def test_a_removed_person_is_told_so_at_once(discussion, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("workshop:main-room")
    assert (await ben.get(address)).status_code == 200
    await sync_to_async(groups.remove)(discussion.people["Ben"])
    assert (await ben.get(address)).status_code == 410


LOST_BY_SQL = {
    "removed": lambda ben: Participant.objects.filter(pk=ben.pk).update(removed_at=timezone.now()),
    "deleted": lambda ben: Participant.objects.filter(pk=ben.pk).delete(),
    "link renewed": lambda ben: Participant.objects.filter(pk=ben.pk).update(generation=7),
}


@pytest.mark.parametrize("lose", LOST_BY_SQL.values(), ids=LOST_BY_SQL)
async def test_nothing_cached_is_given_to_a_person_who_has_lost_the_right(discussion, front, lose):
    ben, chi = Visit(front, discussion.people["Ben"]), Visit(front, discussion.people["Chi"])
    bens = [await sync_to_async(address_of)(discussion, name, "Ben") for name in SHARED]
    chis = [await sync_to_async(address_of)(discussion, name, "Chi") for name in SHARED]
    for address in bens:
        assert (await ben.get(address)).status_code == 200
    await sync_to_async(lose)(discussion.people["Ben"])
    for address in bens:
        assert (await ben.get(address)).status_code in (404, 410)
    for address in chis:
        assert (await chi.get(address)).status_code == 200


async def test_a_session_that_is_over_has_no_page_cache(discussion, application, front):
    ben = Visit(front, discussion.people["Ben"])
    await ben.get(discussion.url("workshop:main-room"))
    await sync_to_async(sessions.finish)(discussion.session)
    for _ in range(2):
        assert "comment-composer" not in (await ben.get(discussion.url("workshop:main-room"))).text
    assert len(application.asked) == 3


async def test_visitors_who_are_signed_in_are_answered_by_the_application(discussion, application, front, ana):
    await Visit(front, discussion.people["Ben"]).get(discussion.url("workshop:main-room"))
    visit = await sync_to_async(Visit)(front, ana)
    page = await visit.get(discussion.url("workshop:main-room"))
    assert discussion.url("workshop:desk") in page.text
    assert len(application.asked) == 2


async def test_no_other_address_is_kept(discussion, application, front):
    promise = discussion.url("reviews:promise")
    for _ in range(2):
        assert (await Visit(front, discussion.people["Ben"]).get(promise)).status_code == 200
    assert application.asked == [promise, promise]


async def test_only_the_last_answers_are_kept(discussion, front):
    front._pages.at_most = 20_000
    ben = Visit(front, discussion.people["Ben"])
    for name in ("reviews:stage", "reviews:strip", "reviews:coming", "reviews:summaries", "reviews:comments"):
        assert (await ben.get(discussion.url(name))).status_code == 200
    assert 1 <= len(front._pages) < 5


async def test_a_comment_that_is_shown_is_in_the_next_answer(discussion, front):
    ben = Visit(front, discussion.people["Ben"])
    address = discussion.url("reviews:comments")
    assert "A word nobody said" not in (await ben.get(address)).text
    await sync_to_async(shows)(discussion.session, "A word nobody said")
    assert "A word nobody said" in (await ben.get(address)).text


@pytest.mark.parametrize("later", [0, 1, 5, 12, 13, 20])
async def test_after_a_restore_it_says_what_the_application_says(discussion, application, front, later):
    """What was stored for the states that were lost is given to nobody, whatever happens from there."""
    addresses = [discussion.url(name) for name in ("reviews:comments", "workshop:main-room")]
    ben, straight = (Visit(entrance, discussion.people["Ben"]) for entrance in (front, application))
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


@LANGUAGES
@pytest.mark.parametrize("name", SHARED)
async def test_tables_have_their_names_in_the_readers_language(discussion, application, front, name, language):
    """Also those of earlier rounds, from the first answer on."""
    earlier = await sync_to_async(discussion.group_of)("Ben")
    await sync_to_async(discussion.assigns_groups)()
    address = await sync_to_async(address_of)(discussion, name)
    with translation.override("en" if language == "ja" else "ja"):
        foreign = [str(names.name_of(number)) for number in range(1, 10)]
    for application_or_front in (front, front, application):
        page = await Visit(application_or_front, discussion.people["Ben"], language).get(address)
        assert not [tree for tree in foreign if tree in page.text]
        with translation.override(language):
            assert (name not in (ME, "workshop:main-room")) or str(names.shown(earlier.number)) in page.text
