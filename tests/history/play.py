"""One play: a day with its participants, faults while they write, and then none, until all pages are current."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from random import Random
from typing import NamedTuple
from uuid import UUID
from xml.etree.ElementTree import Element

from reviews.rehearsal import markup
from tests.history import faults
from tests.history.http import Browser, Lost
from tests.history.installation import Installation
from tests.history.page import parsed
from tests.history.people import gathered
from tests.history.person import Person
from tests.history.proxy import Proxy
from tests.history.record import MARK, Day, History
from tests.history.servers import Server

COMMENTS_END_BEFORE = 20.0  # seconds; a batch takes 15, and its people want to see it shown
# Seconds after the last fault, or after fewer waited for something than before: whatever still waits then is stuck. A page
# needs up to 35 s to replace a dead connection, and a batch of comments takes 15; the rest is for a machine that is busy.
FEWER_WITHIN = 600.0
MORE_TIME = re.compile(r'hx-post="([^"]+/extension/)" hx-vals=\'(\{"minutes":"2"[^\']+\})\'')


class Silence(NamedTuple):
    seconds: float
    fault: str

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s after {self.fault}"


class Play:
    def __init__(
        self,
        installation: Installation,
        stores: dict[str, Server],
        *,
        seed: str,
        people: int,
        seconds: float,
        restarts: int = 0,
        say: Callable[[str], None] = print,
    ) -> None:
        self.installation, self.seconds, self.say = installation, seconds, say
        self.units = stores | installation.units
        self.chance = Random(seed)
        self.schedule = faults.schedule(self.chance, seconds, restarts=restarts)
        self.history = History()
        webs = [port for name, port in installation.ports.items() if name in installation.units]
        self.proxy = Proxy(webs, Random(f"{seed} proxy"))
        self.told = installation.day(people)
        self.seed = seed
        self.lead_may_go = False
        self.silences: list[Silence] = []
        self._listening: list[asyncio.Task] = []

    async def acted(self) -> History:
        day = Day(await self.proxy.open(), self.told, self.history)
        lead = asyncio.create_task(self._lead(day))
        try:
            async with gathered(day, seed=self.seed) as people:
                self.say(f"{len(people)} people at {len(self.told['tables'])} tables")
                for person in people:
                    person.begin()
                asyncio.get_running_loop().call_later(self.seconds - COMMENTS_END_BEFORE, self._no_more_comments, day)
                await faults.throw(self.schedule, self.units, self.proxy, self.say, self._over)
                await self._settle(day, people, lead)
                await self._read(people)
        finally:
            for task in (lead, *self._listening):
                task.cancel()
            await asyncio.gather(lead, *self._listening, return_exceptions=True)
            await self.proxy.close()
        self.say(self._figures())
        return self.history

    def _over(self, fault: faults.Fault) -> None:
        self._listening.append(asyncio.create_task(self._silence_after(fault)))

    async def _silence_after(self, fault: faults.Fault) -> None:
        """Measure the time until anything is acknowledged again."""
        now, events = asyncio.get_running_loop().time, self.history.events
        began = now()
        heard = len(events)
        while not any(event.what == "ok" for event in events[heard:]):
            heard = len(events)
            await asyncio.sleep(0.02)
        self.silences.append(Silence(now() - began, str(fault).strip()))

    @staticmethod
    def _no_more_comments(day: Day) -> None:
        day.comments_are_over = True

    async def _settle(self, day: Day, people: list[Person], lead: asyncio.Task) -> None:
        day.is_over = day.comments_are_over = True

        async def unacknowledged() -> int:
            return sum(one.is_writing for one in people)

        async def comments_to_come() -> int:
            rows = await asyncio.to_thread(self.installation.written, self.told["session"])
            return sum(row.kind == "comment" and not row.shown for row in rows)

        async def behind() -> int:
            return sum(
                not one.is_settled or any(p.version < versions[p.room] for p in one.panes.values()) for one in people
            )

        await self._until_none(unacknowledged, "people who wait to be acknowledged")
        await self._until_none(comments_to_come, "comments that do not come out")
        self.lead_may_go = True
        await asyncio.wait_for(lead, FEWER_WITHIN)
        versions = await asyncio.to_thread(self.installation.versions, self.told["session"])
        await self._until_none(behind, "people who wait to see the last version")

    async def _until_none(self, left: Callable[[], Awaitable[int]], words: str) -> None:
        now = asyncio.get_running_loop().time
        fewest, end = None, now() + FEWER_WITHIN
        while count := await left():
            if fewest is None or count < fewest:
                fewest, end = count, now() + FEWER_WITHIN
            if now() > end:
                self.history.add("the play", "stuck", words=f"{count} {words}")
                return
            await asyncio.sleep(0.2)

    async def _read(self, people: list[Person]) -> None:
        """Read the database, everyone's page, and each pane as it is fetched now."""
        self.history.rows = await asyncio.to_thread(self.installation.written, self.told["session"])
        fetched: dict[tuple[str, str], Element] = {}
        for person in people:
            for pane in person.panes.values():
                if (pane.src, person.language) not in fetched:
                    fetched[pane.src, person.language] = await person.fetched(pane)
            self.history.pages += person.shown(fetched)

    # ── the facilitator ──

    async def _lead(self, day: Day) -> None:
        """Show each comment, and sometimes extend the stage, which is told to the whole main room."""
        browser = Browser(day.port, self.told["lead"])
        turns = count()
        while not self.lead_may_go:
            await asyncio.sleep(self.chance.uniform(0.2, 0.8))
            with suppress(Lost):
                await self._show_what_waits(browser)
                if next(turns) % 20 == 10:
                    await self._give_more_time(browser)
        browser.close()

    async def _show_what_waits(self, browser: Browser) -> None:
        address = f"/s/{self.told['session']}/comments"
        queue = await browser.get(f"{address}/queue/")
        if queue.status != 200:
            return
        waiting = [row for row in parsed(queue.text).iter("li") if row.get("data-state") == "waiting"]
        for row in waiting[:3]:
            name = MARK.findall(markup.text(row))[0]
            self.history.add("the lead", "show", mark=name)
            showing = f"{address}/{UUID(row.get('id').removeprefix('queued-'))}/showing/"
            self.history.add("the lead", "showed", mark=name, words=str((await browser.post(showing, {})).status))

    async def _give_more_time(self, browser: Browser) -> None:
        now = await browser.get(f"/s/{self.told['session']}/desk/now/")
        if button := MORE_TIME.search(now.text):
            await browser.post(button[1], json.loads(button[2]))

    # ── the summary that is printed ──

    def _figures(self) -> str:
        posts = Counter(event.kind for event in self.history.of("invoke"))
        what = Counter(event.what for event in self.history.events)
        weather = ", ".join(f"{count} {name}" for name, count in sorted(self.proxy.befell.items()))
        why = Counter("without an answer" if event.words == "0" else event.words for event in self.history.of("again"))
        return (
            f"{sum(posts.values())} posts ({', '.join(f'{count} {kind}' for kind, count in sorted(posts.items()))}): "
            f"{what['ok']} acknowledged, {what['fail']} refused, {what['again']} tries more "
            f"({', '.join(f'{count} {words}' for words, count in sorted(why.items()))}); "
            f"{what['heard']} frames heard, {what['seen']} times something was seen; connections: {weather}; "
            f"the longest silence {max(self.silences)}"
        )
