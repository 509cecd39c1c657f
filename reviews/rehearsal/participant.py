"""A simulated participant: joins by the code, opens the main room and a table, and does there what participants do."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from random import Random
from uuid import UUID

import httpx

from reviews.rehearsal import markup
from reviews.rehearsal.browser import Browser, patiently
from reviews.rehearsal.page import Page
from reviews.rehearsal.words import Words

TABLE = re.compile(r'data-place-table="([^"]+)"')
SESSION = re.compile(r"/s/([0-9a-f-]{36})/")
SENT_TWICE = 0.15  # how often a browser sends the same form twice


class Participant:
    def __init__(self, browser: Browser, company: str, chance: Random, words: Words) -> None:
        self.browser, self.company, self.chance, self.words = browser, company, chance, words
        self.name, self.record = browser.who, browser.record
        self.page = Page(browser)  # not open yet
        self.session = ""

    async def join(self, code: str) -> None:
        answer = await self.browser.submit(f"/j/{code}/", {"name": self.name, "company": self.company}, what="join")
        self.session = markup.found(SESSION, str(answer.url))

    @property
    def main_room(self) -> str:
        return f"/s/{self.session}/main/"

    @property
    def table(self) -> str:
        """Return the address of the participant's table, as the page shows it; empty before groups are assigned."""
        places = [
            element.get("data-place-table", "")
            for pane in self.page.panes
            for element in markup.with_attribute(pane.root, "data-place-table")
        ]
        found = places or TABLE.findall(self.page.html)
        return found[0] if found else ""

    async def go(self, path: str) -> None:
        """Open another page and then close this one, as browsers do."""
        left, self.page = self.page, await Page(self.browser).open(path)
        await left.close()

    # ── at the table ──

    async def say(self, pillar: int) -> None:
        mark = self.record.mark("talk", pillar, self.table)
        text = f"{self.words.talk(pillar, self.browser.language, self.chance)} {mark}"
        await self._write("entries/", {"text": text}, mark, what="talk")

    async def find(self, pillar: int) -> None:
        mark = self.record.mark("finding", pillar, self.table)
        finding = self.words.finding(pillar, self.browser.language, self.chance)
        topic = next(
            (
                element.get("value")
                for element in self.page.pane("/board/").root.iter()
                if element.get("id") == "board-topic"
            ),
            "",
        )
        await self._write(
            "findings/", finding | {"title": f"{finding['title']} {mark}", "topic": topic}, mark, what="finding"
        )

    async def tick(self) -> None:
        await self._press("answers/", "tick")

    async def focus(self) -> None:
        await self._press("focus/", "focus")

    async def _press(self, part: str, what: str) -> None:
        buttons = [
            one
            for one in markup.with_attribute(self.page.pane("/questions/").root, "hx-post")
            if part in one.get("hx-post", "")
        ]
        choices = [one for one in buttons if what != "tick" or one.tag == "input"]
        if choices:
            button = self.chance.choice(choices)
            answer = await self.browser.send(
                button.get("hx-post", ""), json.loads(button.get("hx-vals", "{}")), what=what
            )
            self.page.expect(answer.headers.get("Room-Version", ""))

    async def _write(self, where: str, data: dict, mark: str, *, what: str) -> None:
        data |= {"client_id": str(UUID(int=self.chance.getrandbits(128), version=4))}
        times = 2 if self.chance.random() < SENT_TWICE else 1
        path = self.table + where
        for answer in await asyncio.gather(*(self.browser.send(path, data, what=what) for _time in range(times))):
            if answer.status_code == 200:
                self.record.said[mark].ok = self.record.now()
                self.page.expect(answer.headers.get("Room-Version", ""))

    # ── anonymous comments ──

    async def comment(self, pillar: int, nobody: httpx.AsyncClient) -> None:
        """Post a comment by a client without cookies, with the pass from the page."""
        mark = self.record.mark("comment", pillar)
        holder = markup.with_attribute(self.page.pane("/comments/pass/").root, "data-comment-pass")
        comment = {
            "text": f"{self.words.comment(pillar, self.browser.language, self.chance)} {mark}",
            "hash": hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
            "pass": holder[0].get("data-comment-pass") if holder else "",
        }
        asked = self.record.now()
        headers = {"Accept-Language": self.browser.language, "Origin": self.browser.base}
        answer = await patiently(lambda: nobody.post(f"/c/{self.session}/", json=comment, headers=headers), self.record)
        self.record.answered("somebody", "comment", answer.status_code, self.record.now() - asked, wanted=(202,))
        if answer.status_code == 202:
            self.record.said[mark].ok = self.record.now()

    # ── what participants have no access to ──

    async def probe(self, table: str, rooms: list[str]) -> None:
        """Another table's pages answer like pages that do not exist, and its rooms refuse the subscription."""
        for part in ("", "talk/", "board/", "questions/"):
            await self.browser.get(table + part, what="another's table", wanted=(404,))
        stray = {"text": "?", "client_id": str(UUID(int=self.chance.getrandbits(128), version=4))}
        await self.browser.send(f"{table}entries/", stray, what="another's table", wanted=(404,))
        await self.browser.get(f"/s/{self.session}/comments/queue/", what="the desk", wanted=(404,))
        await self.browser.get(f"/s/{self.session}/desk/", what="the desk", wanted=(302,))
        for room in rooms:
            if not await self.page.try_to_subscribe(room):
                self.record.violation(f"{self.name} was not refused a subscription to room {room}")
