"""The script of the whole session: what the people do in each stage, and what is checked before the next one begins."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random

import httpx

from reviews.rehearsal import deviations, judge
from reviews.rehearsal.browser import PATIENCE, Browser, transport
from reviews.rehearsal.facilitator import Facilitator, Step
from reviews.rehearsal.page import Page
from reviews.rehearsal.participant import Participant
from reviews.rehearsal.record import Record
from reviews.rehearsal.words import Words, answer_keys

PDF = re.compile(r"/s/[0-9a-f-]{36}/summaries/[0-9a-f-]{36}\.pdf")
PDF_WITHIN = 300.0  # seconds, as guarantee F6 has it
COMMENTS_WITHIN = 180.0  # seconds; a batch takes 15, and 15 more for a comment that would be alone
COMMENTS_A_PILLAR = 4
ENOUGH_FOR_A_LATECOMER = 6


class Day:
    def __init__(
        self, *, base: str, participants: int, seed: int, languages: str = "ja,en", say: Callable[[str], None]
    ) -> None:
        self.record = Record(say=say)
        self.words = Words()
        self.chance = Random(seed)
        self._languages = languages
        self._transport = transport()
        self._nobody = httpx.AsyncClient(base_url=base, transport=self._transport, timeout=PATIENCE, trust_env=False)
        browser = partial(Browser, base=base, transport=self._transport, record=self.record)
        self.lead = Facilitator(browser("the facilitator", "en", participant=False), Random(f"{seed} lead"), self.words)
        self.people = [
            Participant(
                browser(self._name(index), ("ja", "en")[index % 2]),
                self._company(index),
                Random(f"{seed} {index}"),
                self.words,
            )
            for index in range(participants)
        ]
        self.late = self.people.pop() if participants >= ENOUGH_FOR_A_LATECOMER else None
        self.tables: dict[str, str] = {}
        self.closed: list[float] = []  # when each pillar was closed
        self.pdf_after: list[float] = []  # seconds until everyone's page showed each link
        self._pdfs: dict[str, str] = {}

    @property
    def _pages(self) -> list[Page]:
        return [*(one.page for one in self.people), self.lead.page]

    async def live(self, sign_in_link: str) -> Record:
        """Raises httpx.HTTPError when the server cannot be reached."""
        keeper: asyncio.Task | None = None
        try:
            await self.lead.sign_in(sign_in_link)
            await self.lead.create_session(self.words.book["title"][self._languages[:2]], self._languages)
            self.record.secrets |= answer_keys() | {self.lead.room: "the desk's room"}
            await asyncio.gather(*(self._come(one) for one in self.people))
            self.record.note(f"{len(self.people)} people joined by the code {self.lead.code}")
            keeper = asyncio.create_task(self._keep_the_queue())
            while step := self.lead.next():
                await self._before(step)
                await self._press(step)
                await self._after(step)
            judge.nobody_saw_what_is_not_theirs(self.record, self.people, self.tables)
        finally:
            if keeper:
                keeper.cancel()
            await asyncio.gather(*(page.close() for page in self._pages))
            await self._transport.aclose()
        return self.record

    # ── the stages ──

    async def _before(self, step: Step) -> None:
        if step.kind == "discussion" and self.closed:
            await self._pdf_appears()
        elif step.kind == "presentation":
            for said in self.record.said.values():
                if said.kind == "finding" and said.pillar == step.pillar:
                    said.open_from = self.record.now()
        elif step.kind == "closing":
            await self._comments_come_out(step.pillar)
        elif step.kind == "ending":
            await self._pdf_appears()
            judge.every_comment_came_out(self.record, self.lead.handled, self.people)
            self.record.is_over = True

    async def _press(self, step: Step) -> None:
        await self.lead.press(step)
        if not await judge.until(lambda: self.lead.next() != step, judge.SETTLED_WITHIN):
            self.record.violation(f"the desk did not hear that {step.kind} was pressed")
            raise RuntimeError("The desk does not move on.")

    async def _after(self, step: Step) -> None:
        stages = {
            "welcome": self._welcome,
            "reading": self._reading,
            "briefing": self._briefing,
            "discussion": self._discussion,
            "presentation": self._presentation,
            "closing": self._closing,
            "ending": self._ending,
        }
        if step.kind in stages:
            await stages[step.kind](step.pillar)
        if step.kind != "ending":
            await judge.hearing_is_fetching(self.record, self._pages)

    async def _welcome(self, _pillar: int) -> None:
        await self.lead.assign_groups()
        if not await judge.until(lambda: all(one.table for one in self.people), judge.SETTLED_WITHIN):
            self.record.violation("a table did not appear on everyone's page")
        sizes = sorted(Counter(one.table for one in self.people).values(), reverse=True)
        early = await self.people[0].browser.get(f"/s/{self.lead.session}/scenario/")
        if 'id="p1"' in early.text:
            self.record.violation("the scenario could be read before the reading stage")
        self.record.note(f"welcome; groups of {', '.join(map(str, sizes))}")

    async def _reading(self, _pillar: int) -> None:
        pages = await asyncio.gather(*(one.browser.get(f"/s/{self.lead.session}/scenario/") for one in self.people))
        if not all('id="p1"' in page.text for page in pages):
            self.record.violation("the scenario could not be read in the reading stage")
        late, self.late = self.late, None
        if late:
            self.people.append(late)
            await self._come(late)
            if not await judge.until(lambda: bool(late.table), judge.SETTLED_WITHIN):
                self.record.violation("the latecomer was not assigned to a table")
        self.record.note("reading" + ("; a latecomer was assigned to a table" if late else ""))
        await deviations.start_too_early(self.lead, self._pages)

    async def _briefing(self, pillar: int) -> None:
        writers = self.chance.sample(self.people, min(COMMENTS_A_PILLAR, len(self.people)))
        await judge.until(
            lambda: all(one.page.pane("/stage/").version == one.page.pane("/summaries/").version for one in writers),
            judge.SETTLED_WITHIN,
        )
        await asyncio.gather(*(one.comment(pillar, self._nobody) for one in writers))

    async def _discussion(self, pillar: int) -> None:
        self.tables = {one.name: one.table for one in self.people}
        await asyncio.gather(*(one.go(one.table) for one in self.people))
        await asyncio.gather(*(self._work(one, pillar) for one in self.people), self._probe(), self._lose_a_line())
        if pillar == 0:
            await deviations.pause(self.lead, self._pages)
        await judge.everyone_saw(self.record, self.people, pillar)

    async def _presentation(self, pillar: int) -> None:
        await asyncio.gather(*(one.go(one.main_room) for one in self.people))
        said = [one for one in self.record.said.values() if one.pillar == pillar and one.ok]
        kinds = {kind: sum(one.kind == kind for one in said) for kind in ("talk", "finding", "comment")}
        self.record.note(f"pillar {pillar + 1}: " + ", ".join(f"{count} {kind}" for kind, count in kinds.items()))

    async def _closing(self, pillar: int) -> None:
        self.closed.append(self.record.now())
        if pillar == 0:
            await deviations.skip_the_break(self.lead)

    async def _ending(self, _pillar: int) -> None:
        over = await self.people[0].browser.get(self.people[0].main_room)
        if len(set(PDF.findall(over.text))) != len(self.closed):
            self.record.violation("the page of a day that is over does not show every summary")
        self.record.note("the day is over")

    # ── what people do ──

    async def _come(self, one: Participant) -> None:
        await one.join(self.lead.code)
        await one.go(one.main_room)

    async def _work(self, one: Participant, pillar: int) -> None:
        actions = [one.say(pillar), one.tick(), one.say(pillar), one.find(pillar), one.tick(), one.focus()]
        one.chance.shuffle(actions)
        for action in actions:
            await action
            await asyncio.sleep(one.chance.uniform(0.05, 0.4))

    async def _probe(self) -> None:
        one = self.chance.choice(self.people)
        others = [other for other in self.people if other.table != one.table]
        rooms = [other.page.pane("/talk/").room for other in others[:1]]
        await one.probe(
            others[0].table if others else f"/s/{self.lead.session}/tables/{self.lead.session}/",
            [*rooms, self.lead.room],
        )

    async def _lose_a_line(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.2, 1))
        await self.chance.choice(self.people).page.lose_the_line()

    async def _keep_the_queue(self) -> None:
        while True:
            await self.lead.look_after_comments()
            await asyncio.sleep(0.3)

    # ── what takes its time ──

    async def _comments_come_out(self, pillar: int) -> None:
        posted = {
            mark
            for mark, said in self.record.said.items()
            if said.kind == "comment" and said.pillar == pillar and said.ok
        }
        if not await judge.until(lambda: posted <= self.lead.handled, COMMENTS_WITHIN):
            self.record.violation(f"{len(posted - self.lead.handled)} comments of pillar {pillar + 1} did not come out")
        await asyncio.sleep(0.2)

    async def _pdf_appears(self) -> None:
        """Wait until everyone's page shows the newest pillar's link, and let somebody download the document."""
        wanted = len(self.closed)
        if len(self.pdf_after) >= wanted:
            return
        if not await judge.until(lambda: all(len(self._links(one)) >= wanted for one in self.people), PDF_WITHIN):
            self.record.violation(
                f"the summary of pillar {wanted} did not appear on everyone's page within {PDF_WITHIN:.0f} s"
            )
        self.pdf_after.append(self.record.now() - self.closed[-1])
        reader = self.chance.choice(self.people)
        for link in self._links(reader) - set(self._pdfs):
            answer = await reader.browser.get(link, what="PDF")
            self._pdfs[link] = hashlib.sha256(answer.content).hexdigest()
            whole = answer.content.startswith(b"%PDF-") and b"%%EOF" in answer.content[-32:]
            if not whole or answer.headers["Content-Type"] != "application/pdf":
                self.record.violation(f"the PDF of pillar {wanted} is not a PDF")
            self.record.note(
                f"PDF of pillar {wanted}: {len(answer.content) // 1024} KB, {self.pdf_after[-1]:.1f} s after closing"
            )
        if len(set(self._pdfs.values())) != wanted:
            self.record.violation(f"{len(set(self._pdfs.values()))} different PDFs after {wanted} pillars")

    def _links(self, one: Participant) -> set[str]:
        if not one.page.has("/summaries/"):
            return set()
        anchors = one.page.pane("/summaries/").root.iter("a")
        return {href for anchor in anchors if PDF.fullmatch(href := anchor.get("href", ""))}

    def _name(self, index: int) -> str:
        names = self.words.book["names"]
        return names[index] if index < len(names) else f"{names[index % len(names)]} {index // len(names) + 1}"

    def _company(self, index: int) -> str:
        return self.words.book["companies"][index % len(self.words.book["companies"])]
