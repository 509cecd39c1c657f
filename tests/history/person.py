"""One participant as a program: has pages open, and writes until the day is over."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from uuid import UUID

from reviews.rehearsal import markup
from tests.history.http import Browser, Lost
from tests.history.page import Pages
from tests.history.record import MARK, Day

REVISION = re.compile(r'name="revision" value="(\d+)"')
REFUSALS = {403, 404, 409, 410, 422}


class Person(Pages):
    def __init__(self, day: Day, name: str, cookie: str, table: dict, *, seed: str, language: str = "en") -> None:
        super().__init__(day, name, f"{cookie}; language={language}", table, chance=Random(seed), language=language)
        self.writing = Browser(day.port, self.cookies, language)
        self.is_writing = False

    def begin(self) -> None:
        self.go(self._work())

    async def close(self) -> None:
        await super().close()
        self.writing.close()

    @property
    def is_settled(self) -> bool:
        return not self.is_writing and self.are_current

    async def _work(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, self.day.pace))
        while not self.day.is_over:
            actions = self.chance.choices((self.say, self.find, self.edit, self.comment), (11, 4, 4, 1))
            self.is_writing = True
            await actions[0]()
            self.is_writing = False
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self.day.pace)

    async def say(self) -> None:
        name = self.day.mark()
        await self.send("talk", name, f"{self.place}/entries/", {"text": f"Said {name}"})

    async def find(self) -> None:
        name = self.day.mark()
        await self.send("finding", name, f"{self.place}/findings/", {"title": f"Found {name}", "risk": "high"})

    async def edit(self) -> None:
        """Rewrite one of the table's findings, on top of the revision that is shown."""
        rows = self.panes["board"].root.iter("li")
        found = [row for row in rows if row.get("id", "").startswith("finding-")]
        if not found:
            return
        row = self.chance.choice(found)
        address = f"{self.place}/findings/{UUID(row.get('id').removeprefix('finding-'))}/"
        with suppress(Lost):
            form = await self.writing.get(address)
            if form.status == 200 and (revision := REVISION.search(form.text)):
                name, title = self.day.mark(), MARK.findall(markup.text(row))[0]
                fields = {"title": f"Found {title}", "as_is": f"Edited {name}", "risk": "high", "revision": revision[1]}
                await self.send("edit", name, f"{address}edits/", fields)

    async def send(self, kind: str, name: str, path: str, fields: dict[str, str]) -> None:
        """Send the same with the same client id until it is answered."""
        fields = fields | {"client_id": str(UUID(int=self.chance.getrandbits(128), version=4))}
        self.history.add(self.name, "invoke", mark=name, kind=kind, place=self.table)

        async def once() -> int:
            answer = await self.writing.post(path, fields)
            if answer.status == 200:
                self.expect(answer.headers.get("room-version", ""))
            return answer.status

        await self._until_answered(name, once, 200)

    async def comment(self) -> None:
        """Comment without a cookie, over a connection of its own."""
        passes = markup.with_attribute(self.panes["pass"].root, "data-comment-pass")
        if self.day.comments_are_over or not passes:
            return
        name = self.day.mark()
        comment = {"text": f"Commented {name}", "hash": hashlib.sha256(secrets.token_bytes(16)).hexdigest()}
        body = json.dumps(comment | {"pass": passes[0].get("data-comment-pass")}).encode()
        self.history.add(self.name, "invoke", mark=name, kind="comment")

        async def once() -> int:
            nobody = Browser(self.day.port)
            try:
                return (await nobody.send_json(f"/c/{self.day.told['session']}/", body)).status
            finally:
                nobody.close()

        await self._until_answered(name, once, 202)

    async def _until_answered(self, name: str, once: Callable[[], Awaitable[int]], ok: int) -> None:
        while True:
            status = 0
            with suppress(Lost):
                status = await once()
            if status == ok:
                self.history.add(self.name, "ok", mark=name)
                return
            if status in REFUSALS:
                self.history.add(self.name, "fail", mark=name, words=str(status))
                return
            self.history.add(self.name, "again", mark=name, words=str(status))
            await asyncio.sleep(self.chance.uniform(0.5, 2))
