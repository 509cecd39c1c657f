"""Five people and a facilitator go through a whole session, over HTTP and sockets, on a real server."""

import io
import re
from random import Random

import httpx
from pypdf import PdfReader

from reviews.rehearsal import judge, markup
from reviews.rehearsal.browser import Browser, transport
from reviews.rehearsal.day import PDF
from reviews.rehearsal.facilitator import Facilitator
from reviews.rehearsal.participant import Participant
from reviews.rehearsal.record import Record
from reviews.rehearsal.words import Words

PEOPLE = [
    ("Ben", "Kita Paper"),
    ("Chi", "Kita Paper"),
    ("Dov", "Oru Dairy"),
    ("まどか", "みかづき共済"),
    ("りん", "そらまめ通信"),
]
WITHIN = judge.SETTLED_WITHIN


class Workshop:
    """The people of this journey, each with a browser and one open page."""

    def __init__(self, base: str) -> None:
        self.record = Record(say=lambda line: None)
        self.transport = transport()
        self.nobody = httpx.AsyncClient(base_url=base, transport=self.transport, timeout=60)
        self.lead = Facilitator(self.browser("Ana", base, participant=False), Random(1), Words())
        self.people = [
            Participant(self.browser(name, base), company, Random(name), Words()) for name, company in PEOPLE
        ]

    def browser(self, who: str, base: str, **kwargs) -> Browser:
        language = "ja" if not who.isascii() else "en"
        return Browser(who, language, base=base, transport=self.transport, record=self.record, **kwargs)

    async def gather(self, link: str) -> None:
        await self.lead.sign_in(link)
        await self.lead.create_session("五人の一日", "ja,en")
        for one in self.people:
            await one.join(self.lead.code.lower())
            await one.go(one.main_room)

    async def goes_on(self, kind: str) -> None:
        """Press the desk's next button, which must offer this, and wait until every main room page was told."""
        step = self.lead.next()
        assert step.kind == kind
        await self.lead.press(step)
        assert await judge.until(lambda: self.lead.next() != step, WITHIN)

    async def leave(self) -> None:
        for one in [*self.people, self.lead]:
            if one.page:
                await one.page.close()
        await self.transport.aclose()


def heading(one: Participant) -> str:
    return markup.text(one.page.pane("/stage/").root)


def links(one: Participant) -> set[str]:
    return {
        element.get("href")
        for element in one.page.pane("/summaries/").root.iter("a")
        if PDF.fullmatch(element.get("href", ""))
    }


async def test_a_day_from_the_code_to_five_summaries(server):
    link = re.search(r"http\S+", server.manage("facilitator", "journey@example.com", "--name", "Ana").stdout)[0]
    workshop = Workshop(server.url)
    lead, people = workshop.lead, workshop.people
    ben, chi = people[0], people[1]
    try:
        await workshop.gather(link)

        await workshop.goes_on("welcome")
        assert await judge.until(
            lambda: all("Welcome" in heading(one) for one in people if one.browser.language == "en"), WITHIN
        )
        await lead.assign_groups()
        assert await judge.until(lambda: all(one.table for one in people), WITHIN)
        tables = [one.table for one in people]
        assert sorted(tables.count(table) for table in set(tables)) == [2, 3]
        assert ben.table != chi.table  # of one company

        scenario = f"/s/{lead.session}/scenario/"
        assert 'id="p1"' not in (await ben.browser.get(scenario)).text
        await workshop.goes_on("reading")
        assert 'id="p1"' in (await ben.browser.get(scenario)).text

        await workshop.goes_on("briefing")
        assert await judge.until(
            lambda: all(
                "stage-principles" in {e.get("id") for e in one.page.pane("/stage/").root.iter()} for one in people
            ),
            WITHIN,
        )
        assert await judge.until(
            lambda: all(one.page.pane("/comments/").version == lead_screen(workshop) for one in people), WITHIN
        )
        for one in people[:3]:
            await one.comment(0, workshop.nobody)

        await workshop.goes_on("discussion")
        for one in people:
            await one.go(one.table)
        for one in people:
            await one.say(0)
            await one.find(0)
            await one.tick()
        await ben.focus()
        await judge.everyone_saw(workshop.record, people, 0)

        await workshop.goes_on("presentation")
        for one in people:
            await one.go(one.main_room)
        found = [mark for mark, said in workshop.record.said.items() if said.kind == "finding"]
        for one in people:
            assert all(mark in markup.text(one.page.pane("/presentation/").root) for mark in found)

        comments = {mark for mark, said in workshop.record.said.items() if said.kind == "comment"}
        for _look in range(120):
            await lead.look_after_comments()
            if await judge.until(lambda: comments <= lead.handled, 0.3):
                break
        shown = [mark for mark in comments if workshop.record.said[mark].open_from < float("inf")]
        assert await judge.until(
            lambda: all(mark in markup.text(chi.page.pane("/comments/").root) for mark in shown), WITHIN
        )

        await workshop.goes_on("closing")
        assert await judge.until(lambda: all(len(links(one)) == 1 for one in people), 60)
        document = PdfReader(io.BytesIO((await chi.browser.get(next(iter(links(chi))), what="PDF")).content))
        printed = "".join(page.extract_text() for page in document.pages).replace("\n", "")
        assert "運用上の優秀性" in printed
        assert all(mark in printed for mark in [*found, *shown])
        assert not any(mark in printed for mark, said in workshop.record.said.items() if said.kind == "talk")

        while (step := lead.next()).kind != "ending":
            await workshop.goes_on(step.kind)
        assert await judge.until(lambda: all(len(links(one)) == 5 for one in people), 120)
        await judge.hearing_is_fetching(workshop.record, [one.page for one in [*people, lead]])

        workshop.record.is_over = True
        await workshop.goes_on("ending")
        over = await ben.browser.get(ben.main_room)
        assert len(set(PDF.findall(over.text))) == 5
        led = await ben.browser.get(f"/j/{lead.code}/", wanted=(302,))
        assert led.headers["Location"] == ben.main_room
        assert workshop.record.violations == []
    finally:
        await workshop.leave()


def lead_screen(workshop: Workshop) -> int:
    """The highest version of the screen's room that any page has received."""
    return max(one.page.pane("/comments/").version for one in workshop.people)
