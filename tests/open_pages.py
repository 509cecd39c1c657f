"""Members of one table of the demo, whose pages are open at real web processes: what they write and what they are shown."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from itertools import count, cycle
from uuid import uuid4

import httpx

from reviews.rehearsal import fragments, markup
from reviews.rehearsal.browser import Browser, transport
from reviews.rehearsal.page import Page
from reviews.rehearsal.record import Record

WITHIN = 60.0  # seconds; the machine may be busy
TABLE = re.compile(r"/s/[0-9a-f-]+/tables/[0-9a-f-]+/")


class OpenPages:
    """`rows(table)` returns what was said at the table, in the order of the database."""

    def __init__(self, rows: Callable[[str], list[str]]) -> None:
        self._rows = rows
        self._transport = transport()
        self._numbers = count(1)
        self.record = Record(say=lambda _sentence: None)
        self.browsers: list[Browser] = []
        self.pages: list[Page] = []
        self.table = ""

    async def open(self, links: dict[str, str], addresses: list[str]) -> OpenPages:
        """Open the pages of the first person and the others at the same table, at these web processes in turn."""
        for (name, link), base in zip(links.items(), cycle(addresses), strict=False):
            browser = Browser(name, "en", base=base, transport=self._transport, record=self.record)
            main_room = await browser.submit(httpx.URL(link).path, {}, what="join")
            found = TABLE.search(main_room.text)
            if found is None or found[0] != (self.table or found[0]):
                continue
            self.table = found[0]
            self.browsers.append(browser)
            self.pages.append(await Page(browser).open(self.table))
        self.pages.append(await Page(self.browsers[0]).open(self.table.split("tables/")[0] + "main/"))
        assert len(self.browsers) > 1
        return self

    async def close(self) -> None:
        for page in self.pages:
            await page.close()
        await self._transport.aclose()

    async def say(self, times: int, word: str) -> list[str]:
        """Write so many entries, in turn, because of the limit for one person. Each is sent until it is acknowledged."""
        said = [f"{word} {number}." for number, _time in zip(self._numbers, range(times), strict=False)]
        until = time.monotonic() + WITHIN
        for text, browser in zip(said, cycle(self.browsers), strict=False):
            sending = {"client_id": str(uuid4()), "text": text}
            while (answer := await browser.send(f"{self.table}entries/", sending, what="talk")).status_code != 200:
                assert time.monotonic() < until, answer.status_code
                await asyncio.sleep(1)
        return said

    async def all_are_right(self, said: list[str], not_said: list[str]) -> None:
        """Wait until everyone's page shows what is in the database and what is fetched: these texts, and none of those."""
        until = time.monotonic() + WITHIN
        while wrong := await self._what_is_wrong(said, not_said):
            assert time.monotonic() < until, wrong
            await asyncio.sleep(0.2)

    async def _what_is_wrong(self, said: list[str], not_said: list[str]) -> str:
        kept = self._rows(self.table)
        assert [text for text in kept if text in said] == said
        assert not set(kept) & set(not_said)
        for page in self.pages:
            for pane in page.panes:
                if not pane.room or pane.src.endswith("/me/"):
                    continue
                answer = await page.browser.get(pane.src, what="comparison")
                fetched = fragments.parsed(answer.text)
                if pane.src.endswith("/talk/") and (wrong := _differs(fetched, kept, not_said)):
                    return f"{page.browser.who} is given at {pane.src}: {wrong}"
                if where := fragments.difference(pane.root, fetched):
                    return f"{page.browser.who} is shown another {pane.src} than is fetched: {where}"
                if pane.is_behind or pane.version != int(answer.headers["Room-Version"]):
                    return f"{page.browser.who} is at version {pane.version} of {pane.src}"
        return ""


def _differs(pane, kept: list[str], not_said: list[str]) -> str:
    shown = markup.text(pane)
    missing, left = [text for text in kept if text not in shown], [text for text in not_said if text in shown]
    return f"{missing} are not there, {left} are no longer" if missing or left else ""
