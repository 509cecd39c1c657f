"""Moves of the agenda: a stage reaches every open page, and at the beginning of a discussion everyone goes to their table.

The facilitator sends the desk's requests. Each round begins with everyone in the main room: a briefing is started, paused, resumed and
extended; then the discussion begins, and everyone goes to a table; then the presentation, and everyone returns.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median

import uvloop

from bench.live import postgres
from bench.live.browsers import CSRF, Connection
from bench.live.figures import say
from bench.live.harness import Harness
from bench.live.installation import Failed, Installation
from bench.live.pages import Page, Tab, Tally, Watch

FEW, MANY = 200, 1_000  # people in the two prepared sessions
AT_ONCE = 100  # pages that are opened at a time, before anything is measured
LATEST = 60.0  # seconds after which the last page must show a move
REST = 0.4  # seconds between two moves
QUIET = 1.1  # seconds after a move in which pages may still send requests; they wait up to a second after a heartbeat
MOVES = ("start", "pause", "resumption", "extension")  # of a briefing, as the desk's addresses name them
LOOK_EVERY = 0.05  # seconds


@dataclass
class Seen:
    """The measurements for one number of people on one database, in seconds."""

    stages: list[list[float]] = field(default_factory=list)  # for each move, the latency of each page
    tables: list[list[float]] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)  # for each round, the requests of all pages during the moves
    refused: dict[str, int] = field(default_factory=dict)
    rss_mib: float = 0.0
    threads: int = 0


def move(installation: Installation, rounds: int) -> dict[str, float]:
    """The figures on SQLite and on PostgreSQL, of which the worse count, and once on PostgreSQL with two web processes."""
    own = Installation("moving")
    try:
        seen = [_on(own, rounds)]
        with postgres.on_postgres(own.folder, "moving") as other:
            seen.append(_on(other, rounds))
            two = _with(other, MANY, 1, processes=2)
    finally:
        own.clear()
    worse = {key: max(one[key] for one in seen) for key in seen[0]}
    return worse | {
        "stage_two_p99_ms": median(map(_p99, two.stages)) * 1000,
        "tables_two_s": median(map(max, two.tables)),
    }


def _on(installation: Installation, rounds: int) -> dict[str, float]:
    few, many = (_with(installation, people, rounds) for people in (FEW, MANY))
    return {
        "stage_200_p99_ms": median(map(_p99, few.stages)) * 1000,
        "stage_p99_ms": median(map(_p99, many.stages)) * 1000,
        "stage_requests": max(many.requests),
        "tables_200_s": median(map(max, few.tables)),
        "tables_1000_s": median(map(max, many.tables)),
        "refused": sum(few.refused.values()) + sum(many.refused.values()),
        "rss_1000_mib": many.rss_mib,
    }


def _with(installation: Installation, people: int, rounds: int, processes: int = 1) -> Seen:
    with Harness(installation, "ours", 0, processes=processes) as harness:
        seen = uvloop.run(_day(harness, people, rounds))
        seen.rss_mib = harness.peak_kib() / 1024
    say(
        f"    {type(installation).__name__}, {people}, {processes} web: at most {seen.rss_mib:.0f} MiB, {seen.threads} threads;"
        f" refused {seen.refused}"
    )
    return seen


async def _day(harness: Harness, people: int, rounds: int) -> Seen:
    seen = Seen()
    async with _everyone(harness, people) as crowd:
        counting = asyncio.create_task(_count_threads(harness, seen))
        try:
            for briefing, discussion, presentation in crowd.pillars(rounds):
                asked = crowd.tally.requests
                for noun in MOVES:
                    seen.stages.append(await crowd.stage_moves(briefing, noun))
                    await asyncio.sleep(REST)
                await crowd.quiet()
                seen.requests.append(crowd.tally.requests - asked)
                seen.tables.append(await crowd.all_go(discussion, crowd.is_at_table))
                await asyncio.sleep(REST)
                await crowd.all_go(presentation, crowd.is_in_main_room)
                await crowd.quiet()
        finally:
            counting.cancel()
    seen.refused = dict(crowd.tally.refused)
    return seen


@asynccontextmanager
async def _everyone(harness: Harness, people: int) -> AsyncIterator[Crowd]:
    """Open the main room for everyone, and the desk for the facilitator."""
    day = harness.installation.day()
    session = day["sessions"][str(people)]
    ports, few = cycle(harness.ports), asyncio.Semaphore(AT_ONCE)
    tally = Tally()
    main_room = f"/s/{session['session']}/main/"
    tabs = [
        Tab(next(ports), f"csrftoken={CSRF}; {day['cookie']}={membership}", tally) for membership in session["people"]
    ]
    leads = f"csrftoken={CSRF}; {day['login_cookie']}={day['login']}"
    desk = Tab(harness.ports[0], leads, Tally())

    async def come(tab: Tab) -> None:
        async with few:
            await tab.open(main_room)

    try:
        async with asyncio.timeout(LATEST):
            await desk.open(f"/s/{session['session']}/desk/")
            await asyncio.gather(*map(come, tabs))
        crowd = Crowd(harness, session, tabs, tally, leads)
        await Watch(tabs, crowd.is_in_main_room).over(within=LATEST)
        await crowd.quiet()
        yield crowd
    finally:
        await asyncio.gather(*(tab.close() for tab in [*tabs, desk]))


class Crowd:
    def __init__(self, harness: Harness, session: dict, tabs: list[Tab], tally: Tally, leads: str) -> None:
        self.harness, self.session, self.tabs, self.tally, self.leads = harness, session, tabs, tally, leads
        self._moves = session["moves"]
        self._address = f"/s/{session['session']}"

    def pillars(self, rounds: int) -> Iterator[tuple[str, ...]]:
        """The three stages of each pillar, one pillar per round."""
        topics = list(dict.fromkeys(topic for _stage, _kind, topic in self.session["stages"] if topic))
        for topic in topics[:rounds]:
            yield tuple(stage for stage, _kind, of in self.session["stages"] if of == topic)

    def is_in_main_room(self, page: Page) -> bool:
        return page.path == f"{self._address}/main/" and page.is_usable

    def is_at_table(self, page: Page) -> bool:
        return page.path.startswith(f"{self._address}/tables/") and page.is_usable

    async def stage_moves(self, stage: str, noun: str) -> list[float]:
        """Make one move, and wait until all panes of the main room have changed on each page."""
        main_room = self.session["main"]
        before = max(pane.version for tab in self.tabs if tab.page for pane in tab.page.of_room[main_room])
        return await self._press(
            stage, noun, lambda page: all(pane.version > before for pane in page.of_room[main_room])
        )

    async def all_go(self, stage: str, are_there: Callable[[Page], bool]) -> list[float]:
        return await self._press(stage, "start", are_there)

    async def quiet(self) -> None:
        """Wait until pages send no more requests."""
        await asyncio.sleep(QUIET)
        while self.tally.in_flight:
            await asyncio.sleep(0.1)

    async def _press(self, stage: str, noun: str, holds: Callable[[Page], bool]) -> list[float]:
        """Press, and return the seconds until the condition holds for each page, in ascending order."""
        asked, busy, served = self.tally.requests, time.process_time(), self.harness.cpu()
        words = {"seen": str(self._moves)} | ({"minutes": "2"} if noun == "extension" else {})
        async with Connection(self.harness.ports[0], self.leads) as line:
            watch = Watch(self.tabs, holds)
            answer = await line.post(f"{self._address}/stages/{stage}/{noun}/", words)
        if answer.status != 204:
            raise Failed(f"the press was answered {answer.status} {answer.body[:200]!r}")
        answered = time.monotonic() - watch.began
        self._moves += 1
        late = await watch.over(within=LATEST)
        say(
            f"        {len(late)}: {noun:<11} p50 {median(late) * 1000:.0f} p99 {_p99(late) * 1000:.0f} last {late[-1] * 1000:.0f} ms"
            f" (the press itself {answered * 1000:.0f}); {self.tally.requests - asked} requests;"
            f" server {self.harness.cpu() - served:.2f} s, client {time.process_time() - busy:.2f} s"
        )
        return late


async def _count_threads(harness: Harness, seen: Seen) -> None:
    while True:
        seen.threads = max(seen.threads, len(os.listdir(f"/proc/{harness.servers[0].pid}/task")))
        await asyncio.sleep(LOOK_EVERY)


def _p99(late: list[float]) -> float:
    """The 99th percentile of sorted numbers."""
    return late[int(0.99 * (len(late) - 1))]
