"""Tables in the page cache: each page is given to the current members of its table, and to nobody else."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.tables import table_panes
from tests.actors import Browser
from tests.backups import Backup
from tests.workshop.web.page_visits import Application, Front, Visit, timeless
from workshop.groups import queries as groups
from workshop.groups import services
from workshop.groups.models import Member
from workshop.live.version_cache import VersionCache
from workshop.sessions import queries as sessions_queries
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db(transaction=True)

OF_A_TABLE = ("reviews:table", "reviews:talk", "reviews:board", "reviews:questions", "reviews:people")
EVERY_ADDRESS = pytest.mark.parametrize("name", OF_A_TABLE)


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def front(application, monkeypatch) -> Front:
    monkeypatch.setattr(table_panes, "_cache", VersionCache(table_panes.CACHE_BYTES))
    return Front(application)


class Table:
    def __init__(self, day, group) -> None:
        self.day, self.group = day, group

    def url(self, name: str) -> str:
        return self.day.url(name, group=self.group.pk)

    def says(self, person: str, text: str) -> None:
        assert Browser(self.day.people[person]).sends(self.url("reviews:entries"), text=text).status_code == 200


@pytest.fixture
def bens(discussion) -> Table:
    return Table(discussion, discussion.group_of("Ben"))


@pytest.fixture
def elsewhere(discussion, bens) -> str:
    """The name of somebody at another table."""
    return next(name for name in discussion.people if discussion.group_of(name) != bens.group)


@EVERY_ADDRESS
async def test_nobody_else_is_given_it_and_what_they_get_is_what_they_get_of_a_table_that_is_nowhere(
    discussion, application, front, bens, elsewhere, name
):
    assert (await Visit(front, discussion.people["Ben"]).get(bens.url(name))).status_code == 200  # so that it is cached
    other = Visit(front, discussion.people[elsewhere])
    refused = await other.get(bens.url(name))
    nowhere = "00000000-0000-4000-8000-000000000000"
    strangers = await other.get(bens.url(name).replace(str(bens.group.pk), nowhere))
    status, headers, text = timeless(refused)
    assert status == 404
    assert (status, headers, text.replace(str(bens.group.pk), nowhere)) == timeless(strangers)
    assert "Ben" not in refused.text


@EVERY_ADDRESS
@pytest.mark.parametrize("by", ["a facilitator", "the database alone"])
async def test_a_person_who_was_moved_gets_nothing_of_it_with_the_next_request(
    discussion, front, bens, elsewhere, name, by
):
    ben = Visit(front, discussion.people["Ben"])
    assert (await ben.get(bens.url(name))).status_code == 200
    to = await sync_to_async(discussion.group_of)(elsewhere)
    if by == "a facilitator":
        await sync_to_async(services.move)(discussion.people["Ben"], to, seen=str(bens.group.pk))
    else:
        await Member.objects.filter(participant=discussion.people["Ben"]).aupdate(group=to)
    answer = await ben.get(bens.url(name))
    assert answer.status_code == (302 if name == "reviews:table" and by == "a facilitator" else 404)
    assert (await ben.get(Table(discussion, to).url(name))).status_code == 200


@EVERY_ADDRESS
async def test_a_table_of_an_earlier_round_is_left_to_the_application(discussion, application, front, bens, name):
    ben = Visit(front, discussion.people["Ben"])
    assert (await ben.get(bens.url(name))).status_code == 200
    await sync_to_async(discussion.assigns_groups)()
    application.asked.clear()
    answer = await ben.get(bens.url(name))
    assert answer.status_code == 200
    assert application.asked == [bens.url(name)]
    assert timeless(answer) == timeless(await Visit(application, discussion.people["Ben"]).get(bens.url(name)))


async def test_a_page_holds_no_name_and_no_word_of_another_table(discussion, front, bens, elsewhere):
    theirs = Table(discussion, await sync_to_async(discussion.group_of)(elsewhere))
    await sync_to_async(bens.says)("Ben", "Only among us")
    assert "Only among us" in (await Visit(front, discussion.people["Ben"]).get(bens.url("reviews:table"))).text
    page = await Visit(front, discussion.people[elsewhere]).get(theirs.url("reviews:table"))
    assert page.status_code == 200
    room = await sync_to_async(lambda: bens.group.room.pk)()
    for foreign in ("Only among us", str(bens.group.pk), bens.group.pk.hex, str(room), room.hex, "\x00"):
        assert foreign not in page.text
    assert f'data-person="{discussion.people["Ben"].pk}"' not in page.text


@EVERY_ADDRESS
async def test_what_is_written_is_in_the_next_answer(discussion, front, bens, name):
    ben = Visit(front, discussion.people["Ben"])
    before = await ben.get(bens.url(name))
    await sync_to_async(bens.says)("Ben", "Said just now")
    after = await ben.get(bens.url(name))
    assert ("Said just now" in after.text) == (name in ("reviews:table", "reviews:talk"))
    if name != "reviews:table":
        assert int(after.headers["room-version"]) > int(before.headers["room-version"])


async def test_a_browser_that_has_a_pane_already_is_told_so(discussion, front, bens):
    ben = Visit(front, discussion.people["Ben"])
    for name in OF_A_TABLE[1:]:
        first = await ben.get(bens.url(name))
        again = await ben.get(bens.url(name), **{"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.text) == (304, "")
        assert again.headers["room-version"] == first.headers["room-version"]


async def test_the_application_is_asked_once_for_the_pages_of_all_tables(discussion, application, front):
    groups_now = await sync_to_async(groups.groups_of)(discussion.session)
    visits = [
        Visit(front, member.participant).get(Table(discussion, group).url("reviews:table"))
        for group in groups_now
        for member in group.members.all()
    ]
    assert {answer.status_code for answer in await asyncio.gather(*visits)} == {200}
    assert len(application.asked) == 1


async def test_many_tables_are_read_by_as_many_queries_as_one(discussion):
    def queries_for(some: list) -> int:
        wanted = [table_panes.PaneRequest(group.room, group, "en") for group in some]
        with CaptureQueriesContext(connection) as seen:
            table_panes._read_all(wanted)
        return len(seen)

    def both() -> tuple[int, int]:
        found = groups.groups_of(discussion.session)
        for group in found:
            group.in_force = True
            _room = group.room
            assert _room.session
        return queries_for(found[:1]), queries_for(found)

    one, all_of_them = await sync_to_async(both)()
    assert one == all_of_them


async def test_what_is_told_while_a_table_is_read_is_not_kept_as_what_was_before(discussion, front, bens, monkeypatch):
    """The page already contained it, so its reader is told it again. After a restore it was never written."""
    ben = Visit(front, discussion.people["Ben"])
    assert (await ben.get(bens.url("reviews:talk"))).status_code == 200  # so that the house is asked no more
    reads, board = [], table_panes.board

    def and_somebody_speaks(session, review, groups):
        if not reads:
            reads.append(1)
            bens.says("Ben", "Said while it was read")
        return board(session, review, groups)

    templates = dict(table_panes.TEMPLATES)
    monkeypatch.setattr(
        table_panes, "TEMPLATES", {and_somebody_speaks: templates.pop(board), **templates}
    )  # first of all
    await sync_to_async(bens.says)("Ben", "Said before it was read")
    backup = await sync_to_async(Backup)()
    first = await ben.get(bens.url("reviews:talk"))
    assert "Said while it was read" in first.text
    await sync_to_async(backup.restore)()
    again = await ben.get(bens.url("reviews:talk"))
    assert again.headers["room-version"] == first.headers["room-version"]
    assert "Said while it was read" not in again.text
    assert "Said before it was read" in again.text


class Interrupted(Application):
    """Something happens after the page cache has checked the visitor and before Django answers, as during a wait for a thread."""

    act = None

    async def __call__(self, scope, receive, send) -> None:
        act, self.act = self.act, None
        if act:
            await sync_to_async(act)()
        await super().__call__(scope, receive, send)


async def test_a_page_in_whose_making_the_groups_are_assigned_again_is_nobody_elses(discussion, bens, monkeypatch):
    monkeypatch.setattr(table_panes, "_cache", VersionCache(table_panes.CACHE_BYTES))
    application = Interrupted()
    front = Front(application)
    application.act = discussion.assigns_groups
    first = await Visit(front, discussion.people["Ben"]).get(bens.url("reviews:table"))
    assert "earlier grouping" in first.text
    for name, person in discussion.people.items():
        table = Table(discussion, await sync_to_async(discussion.group_of)(name))
        page = await Visit(front, person).get(table.url("reviews:table"))
        assert "earlier grouping" not in page.text
        assert "finding-writer" in page.text


@pytest.mark.parametrize("undone", [True, False])
async def test_a_scenario_in_whose_making_the_reading_begins_or_is_undone_is_nobody_elses(day, monkeypatch, undone):
    reading = await sync_to_async(day.session.stages.get)(kind="reading")
    if undone:
        await sync_to_async(sessions.start)(reading)
    has_come, moved = sessions_queries.has_come, []

    def then_it_moves(*stage) -> bool:
        found = has_come(*stage)
        if not moved:
            moved.append(
                sessions.undo(sessions_queries.last_move(day.session.pk)) if undone else sessions.start(reading)
            )
        return found

    monkeypatch.setattr(sessions_queries, "has_come", then_it_moves)
    front = Front(Application())
    await Visit(front, day.people["Ben"]).get(day.url("reviews:scenario"))
    chis = await Visit(front, day.people["Chi"]).get(day.url("reviews:scenario"))
    assert ("Not published yet" in chis.text) is undone
