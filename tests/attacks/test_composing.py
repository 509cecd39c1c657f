"""An attack on the anonymity of writing: an observer subscribes to every room, fetches every pane and knows the second of each
batch; forty people are at ten tables, and some of them write a comment. The observer suspects everyone who leaves, comes back
or does anything else around the time of a batch.

The simulated browsers follow the real pages: a page's socket subscribes to the rooms of its panes, and a comment is written on
the current page if it has a composer, else in the main room. The test advances the clock.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack, suppress

import pytest
from asgiref.sync import sync_to_async

from tests.actors import Browser, Day, make_session
from tests.house.sources import ROOT
from tests.reviews.comments.composer import Nobody, batch_moves
from tests.sockets import listening
from workshop.live import hub, presence
from workshop.live.models import Room

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, BATCHES = 40, 12
# By chance any rule finds one of forty for each batch; six of twelve happen less than once in a million times.
AT_CHANCE = 6
ROOMS = re.compile(r'data-room="([0-9a-f-]{36})"')
PASS = re.compile(r'data-comment-pass="([0-9a-f]+)"')


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Page:
    """The page that one person has open: its panes, and a socket that is subscribed to their rooms, or requests in its place."""

    def __init__(self, browser: Browser, address: str, *, has_socket: bool = True) -> None:
        self._browser, self.address, self.has_socket = browser, address, has_socket
        self._line = AsyncExitStack()

    async def open(self) -> Page:
        self.markup = (await sync_to_async(self._browser.get)(self.address)).text
        if not self.has_socket:
            await self.polls()
            return self
        ears = await self._line.enter_async_context(listening(self._browser.cookie_header))
        for room in dict.fromkeys(ROOMS.findall(self.markup)):
            await ears.says({"subscribe": room, "seen": 0})
            await ears.hears("subscribed")
        return self

    async def close(self) -> None:
        await self._line.aclose()

    async def polls(self) -> None:
        """Ask who is in the page's rooms, as static/js/live/rooms.js does where sockets are refused."""
        rooms = list(dict.fromkeys(ROOMS.findall(self.markup)))
        answer = await sync_to_async(self._browser.get)("/here/", {"room": rooms})
        assert {frame["room"] for frame in answer.json()} <= set(rooms)
        assert answer.json()

    @property
    def can_compose(self) -> bool:
        return "<comment-composer" in self.markup


class Watcher:
    """Subscribes to all rooms of the session on one socket, as facilitators may, and records what changes and when."""

    def __init__(self, day: Day, clock: Clock) -> None:
        self._clock = clock
        self._browser = Browser(day.lead)
        self._cards = day.url("reviews:group-cards")
        self._rooms = {str(room.pk): room for room in day.session.rooms.all()}
        self._who: dict[str, set[str]] = {}
        self._away: set[str] = set()
        self.heard: list[tuple[float, str, str]] = []  # the time, what changed, and of whom or where

    async def sit(self, line: AsyncExitStack) -> None:
        self._ears = await line.enter_async_context(listening(self._browser.cookie_header))
        for room in self._rooms.values():
            await self._ears.subscribes(room)

    async def look(self) -> None:
        """Process the frames that have arrived, and fetch the desk's cards, which show who is online."""
        with suppress(asyncio.QueueEmpty):
            while event := self._ears.socket.output_queue.get_nowait():
                told = json.loads(event["text"])
                for frame in told if isinstance(told, list) else [told]:
                    self._hear(frame)
        page = (await sync_to_async(self._browser.get)(self._cards)).text
        away = set(re.findall(r'<li id="card-([0-9a-f]{32})"><i class="dot" data-here="away"', page))
        for name in away ^ self._away:
            self._note("dot", name)
        self._away = away

    def _hear(self, frame: dict) -> None:
        room = self._rooms.get(frame.get("room", ""))
        if frame["kind"] == "told":
            self._note(f"told {frame['what']}", room.kind)
        elif frame["kind"] == "here" and room.kind == Room.Kind.TABLE:
            before, now = self._who.get(frame["room"], set()), set(frame["who"])
            self._who[frame["room"]] = now
            for name in before - now:
                self._note("vanished", name)
            for name in now - before:
                self._note("appeared", name)
            if before == now:  # somebody there opened a page
                for name in now:
                    self._note("stirred", name)
        elif frame["kind"] == "here":
            self._note("count", f"{room.kind} {frame['count']}")

    def _note(self, what: str, of: str) -> None:
        self.heard.append((self._clock.now, what, of.replace("-", "")))

    def between(self, since: float, until: float, *kinds: str) -> set[str]:
        return {of for at, what, of in self.heard if since <= at <= until and what in kinds}

    @property
    def batches(self) -> list[float]:
        return [at for at, what, of in self.heard if (what, of) == ("told comments", "desk")]


# Each rule takes the observer and the second of a batch, and returns suspects. The first one once found six of six.
RULES: dict[str, Callable[[Watcher, float], Iterable[str]]] = {
    "left the table 19 to 30 s before": lambda seen, at: seen.between(at - 30, at - 19, "vanished"),
    "left the table within the minute before": lambda seen, at: seen.between(at - 60, at, "vanished"),
    "left the table as the batch came": lambda seen, at: seen.between(at - 10, at + 10, "vanished"),
    "left the table in the minute after": lambda seen, at: seen.between(at, at + 60, "vanished"),
    "came to the table before": lambda seen, at: seen.between(at - 60, at, "appeared"),
    "came to the table after": lambda seen, at: seen.between(at, at + 60, "appeared"),
    "left and came back": lambda seen, at: (
        seen.between(at - 60, at, "vanished") & seen.between(at, at + 60, "appeared")
    ),
    "sat where a page was opened": lambda seen, at: seen.between(at - 60, at + 60, "stirred"),
    "changed at the desk": lambda seen, at: seen.between(at - 60, at + 60, "dot"),
}


def found_by(rule: Callable, watcher: Watcher, writers: list[str]) -> float:
    """The expected number of writers that a rule finds, guessing among its suspects, or among everyone if it has none."""
    suspected = [set(rule(watcher, at)) for at in watcher.batches]
    assert len(suspected) == len(writers), "each comment came in a batch of its own"
    return sum(
        (writer in suspects) / len(suspects) if suspects else 1 / PEOPLE
        for suspects, writer in zip(suspected, writers, strict=True)
    )


def best_of(watcher: Watcher, writers: list[str]) -> float:
    return max(found_by(rule, watcher, writers) for rule in RULES.values())


class Play:
    """Forty people at their tables, an observer, and a clock."""

    def __init__(self, day: Day, clock: Clock) -> None:
        self.day, self.clock = day, clock
        self.dice = random.Random(11)
        self.watcher = Watcher(day, clock)
        self.pages: dict[str, Page] = {}
        self.have_sockets = True
        self._home: dict[str, str] = {}  # where each person is for most of the time
        self._places: dict[str, tuple[Browser, str]] = {
            name: (Browser(person), day.url("reviews:table", group=day.group_of(name).pk))
            for name, person in day.people.items()
        }

    def key(self, name: str) -> str:
        return self.day.people[name].pk.hex

    async def begin(self, line: AsyncExitStack) -> None:
        await self.watcher.sit(line)
        for number, name in enumerate(self._places):
            self._home[name] = "scenario" if number % 5 == 4 else "promise" if number % 20 == 7 else "table"
            await self.goes_to(name, self._home[name])
        line.push_async_callback(self._end)
        await self.passes(1)

    async def goes_to(self, name: str, place: str) -> Page:
        """Close the person's page and open another, as a browser does."""
        browser, table = self._places[name]
        others = {"main room": "workshop:main-room", "scenario": "reviews:scenario", "promise": "reviews:promise"}
        address = table if place == "table" else self.day.url(others[place])
        await self.leaves(name)
        self.pages[name] = await Page(browser, address, has_socket=self.have_sockets).open()
        return self.pages[name]

    async def goes_home(self, name: str) -> None:
        await self.goes_to(name, self._home[name])

    async def leaves(self, name: str) -> None:
        if page := self.pages.pop(name, None):
            await page.close()

    async def passes(self, seconds: float) -> None:
        """Advance the time in steps; after each step all sockets have received their frames."""
        while seconds > 0:
            self.clock.now += min(seconds, 10)
            seconds -= 10
            for page in self.pages.values():
                if not page.has_socket:
                    await page.polls()
            await told_once_more()
            await self.watcher.look()

    async def writes(self, name: str, text: str, *, walks: bool) -> None:
        """Write for 20 s on the current page or in the main room; the batch comes 5 s later, and the writer is back after 5 more."""
        page = self.pages[name]
        has_walked = walks or not page.can_compose
        if has_walked:
            page = await self.goes_to(name, "main room")
        await self.passes(20)
        given = PASS.search(page.markup)[1]
        posted = await sync_to_async(Nobody().posts)(self.day.session, text, **{"pass": given})
        assert posted.status_code == 202
        await self.passes(5)
        assert await sync_to_async(batch_moves)(self.day.session) == 1
        await self.passes(5)
        if has_walked:
            await self.goes_home(name)

    async def others_move(self) -> Callable:
        """Two people visit another page for a minute or two, and one closes the laptop for as long. Then they come back."""
        gone = self.dice.sample(sorted(self.pages), 3)
        await self.goes_to(gone[0], "scenario")
        await self.goes_to(gone[1], "main room")
        await self.leaves(gone[2])

        async def come_back() -> None:
            for name in gone:
                await self.goes_home(name)

        return come_back

    async def _end(self) -> None:
        for name in list(self.pages):
            await self.leaves(name)


async def told_once_more() -> None:
    """Wait for two rounds of the hub, so that all earlier changes have been sent."""
    board = hub.of_this_process().presence
    seen = board.rounds
    async with asyncio.timeout(60):
        while board.rounds < seen + 2:
            await asyncio.sleep(0.01)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """The clock by which presence is counted in this test; changes of presence are sent without delay."""
    clock = Clock()

    class Board(presence.Board):
        rounds = 0

        def __init__(self) -> None:
            super().__init__(clock)

        def all_told(self) -> None:
            super().all_told()
            self.rounds += 1

    monkeypatch.setattr(presence, "Board", Board)
    monkeypatch.setattr(presence, "AT_MOST_EVERY", 0.01)
    monkeypatch.setattr(presence, "TELL_EVERY", 0.02)
    return clock


@pytest.fixture
def play(transactional_db, ana, clock) -> Play:
    day = Day(make_session(ana), ana)
    for number in range(PEOPLE):
        day.comes(f"Guest {number:02}", f"Company {number % 10}")
    day.assigns_groups()
    day.goes_to("reading")
    day.goes_to("discussion", "operationalExcellence")
    return Play(day, clock)


async def played(play: Play, *, walks: bool) -> float:
    """Play a morning. Returns how many of the writers the observer's best rule finds."""
    writers = []
    async with AsyncExitStack() as line:
        await play.begin(line)
        for number in range(BATCHES):
            come_back = await play.others_move()
            await play.passes(play.dice.randrange(20, 60))
            writer = play.dice.choice(sorted(play.pages))
            writers.append(play.key(writer))
            await play.writes(writer, f"Nobody rehearses recovery, {number}.", walks=walks)
            await play.passes(play.dice.randrange(20, 60))
            await come_back()
            await play.passes(20)
    assert play.watcher.between(0, play.clock.now, "vanished"), "the watcher sees people come and go"
    return best_of(play.watcher, writers)


async def test_those_who_write_where_they_are_are_found_by_chance_alone(play):
    assert await played(play, walks=False) < AT_CHANCE


async def test_those_who_walk_to_the_main_room_to_write_are_found_by_chance_alone(play):
    assert await played(play, walks=True) < AT_CHANCE


async def test_without_the_45_seconds_the_observer_finds_writers_who_change_pages(play, monkeypatch):
    monkeypatch.setattr(presence, "LINGERS", 0)
    assert await played(play, walks=True) >= AT_CHANCE


async def test_where_the_composer_is_in_the_main_room_alone_and_nobody_lingers_the_watcher_finds_everyone(
    play, monkeypatch
):
    """As it was."""
    monkeypatch.setattr(presence, "LINGERS", 0)
    monkeypatch.setattr(Page, "can_compose", property(lambda page: page.address.endswith("/main/")))
    assert await played(play, walks=False) >= AT_CHANCE


@pytest.mark.parametrize("have_sockets", [True, False], ids=["by sockets", "by polling"])
@pytest.mark.parametrize("walks", [False, True], ids=["where one is", "in the main room"])
async def test_in_a_quiet_session_nothing_is_heard_of_a_comment_but_its_batch(play, walks, have_sockets):
    play.have_sockets = have_sockets
    async with AsyncExitStack() as line:
        await play.begin(line)
        await play.passes(60)
        play.watcher.heard.clear()
        await play.writes("Guest 05", "Nobody rehearses recovery.", walks=walks)
        await play.passes(60)
    assert [(what, of) for _at, what, of in play.watcher.heard] == [("told comments", "desk")]


# ── comments that are stored on a device without a connection and sent automatically later ──

LANE = (ROOT / "static/js/comments/comment-outbox.js").read_text()
AFTER_THE_LINE = tuple(
    int(number.replace("_", "")) / 1000
    for number in re.search(r"const DELAY_AFTER_RECONNECT = \[([\d_]+), ([\d_]+)\]", LANE).groups()
)

COMING_BACK: dict[str, Callable[[Watcher, float], Iterable[str]]] = {
    "came back within half a minute before": lambda seen, at: seen.between(at - 30, at, "appeared"),
    "came back within a minute before": lambda seen, at: seen.between(at - 60, at, "appeared"),
    "came back between half a minute and two before": lambda seen, at: seen.between(at - 120, at - 30, "appeared"),
    "came back within two minutes before": lambda seen, at: seen.between(at - 120, at, "appeared"),
    "came back within four minutes before": lambda seen, at: seen.between(at - 240, at, "appeared"),
    "came back last": lambda seen, at: [of for when, what, of in seen.heard if what == "appeared" and when <= at][-1:],
}


async def offline(play: Play, after_the_line: tuple[float, float]) -> float:
    """One person after the other is offline for half a minute. Twelve of them write a comment then, and their pages send it."""
    writers: list[str] = []
    away: list[str] = []

    async def turn() -> str:
        """One person's connection returns, and the next person's is lost."""
        away.append(play.dice.choice(sorted(play.pages)))
        await play.leaves(away[-1])
        if len(away) > 1:
            await play.goes_home(away[-2])
        return away[0] if len(away) < 2 else away[-2]

    async with AsyncExitStack() as line:
        await play.begin(line)
        for number in range(BATCHES):
            for _ in range(play.dice.randrange(2, 5)):
                await turn()
                await play.passes(30)
            writers.append(play.key(await turn()))
            waits = play.dice.uniform(*after_the_line)
            while waits > 30:
                await play.passes(30)
                await turn()
                waits -= 30
            await play.passes(waits)
            posted = await sync_to_async(Nobody().posts)(play.day.session, f"Nobody rehearses recovery, {number}.")
            assert posted.status_code == 202
            await play.passes(5)
            assert await sync_to_async(batch_moves)(play.day.session) == 1
            await play.passes(20)
    return max(found_by(rule, play.watcher, writers) for rule in COMING_BACK.values())


async def test_the_writer_of_a_comment_without_a_connection_is_one_of_several_who_came_back(play):
    assert await offline(play, AFTER_THE_LINE) < AT_CHANCE


async def test_were_a_comment_sent_as_soon_as_its_writer_is_back_the_watcher_finds_them(play):
    """As it was."""
    assert await offline(play, (1.0, 6.0)) >= AT_CHANCE
