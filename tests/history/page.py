"""The pages of one participant: main room, comment screen and table, with a socket that is opened again whenever it is lost.

They do what the page's scripts do (static/js/live: socket.js, rooms.js, pane-sync.js), after the same delays. Their panes are those of
the rehearsal, parsed by lxml: with two hundred participants, the parser of the standard takes most of a processor.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import suppress
from random import Random
from xml.etree.ElementTree import Element

from lxml import html
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Origin

from reviews.rehearsal import fragments, markup
from reviews.rehearsal import pane as rehearsal
from tests.history.http import Browser, Lost
from tests.history.record import AUTHOR, MARK, Day, Page

OPENS_WITHIN = 12.0
HEARD_WITHIN = 1.0
GRACE = {"subscribed": 0.0, "answer": 0.0, "behind": 1.0, "beat": 1.0}


def parsed(pane: str) -> html.HtmlElement:
    return html.fragment_fromstring(pane, create_parent="main")


class Pane(rehearsal.Pane):
    """A pane that has not been fetched yet. Its version is then -1."""

    parse = staticmethod(parsed)

    def __init__(self, name: str, src: str, room: str, fetch_on: str = "") -> None:
        attributes = {"data-pane": f"reviews:{name}", "data-src": src, "data-room": room, "data-fetch-on": fetch_on}
        super().__init__(attributes | {"data-version": "-1"}, "")
        self.wanted = 0

    def marks(self) -> tuple[str, ...]:
        """Each row's marks once, from top to bottom."""
        rows = (row for row in self.root.iter("li") if row.get("id"))
        return tuple(found for row in rows for found in dict.fromkeys(MARK.findall(markup.text(row))))


class Pages:
    def __init__(self, day: Day, name: str, cookies: str, table: dict, *, chance: Random, language: str) -> None:
        self.day, self.history, self.name, self.language, self.chance = day, day.history, name, language, chance
        self.table, self.cookies = table["group"], cookies
        self.reading = Browser(day.port, cookies, language)
        self.session = f"/s/{day.told['session']}"
        self.place = f"{self.session}/tables/{self.table}"
        self.panes = {
            "talk": Pane("talk", f"{self.place}/talk/", table["room"]),
            "board": Pane("board", f"{self.place}/board/", table["room"]),
            "comments": Pane("comments", f"{self.session}/comments/", day.told["screen"]),
            "pass": Pane("comment-pass", f"{self.session}/comments/pass/", day.told["screen"], "pass"),
            "stage": Pane("stage", f"{self.session}/stage/", day.told["main"]),
        }
        self.rooms = {pane.room for pane in self.panes.values()}
        self.failures = 0
        self.line = 0
        self._seen: set[str] = set()
        self._tasks: set[asyncio.Task] = set()

    def open(self) -> None:
        self.go(self._keep_listening())

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.reading.close()

    @property
    def are_current(self) -> bool:
        return all(pane.version >= 0 and not pane.is_behind for pane in self.panes.values())

    def shown(self, fetched: dict[tuple[str, str], Element]) -> list[Page]:
        """What the panes show in the end; `fetched` has each pane as it is fetched anew, by address and language."""
        return [
            Page(
                who=self.name,
                pane=name,
                table="" if name == "comments" else self.table,
                marks=pane.marks(),
                difference=fragments.difference(pane.root, fetched[pane.src, self.language]),
                authors=tuple(AUTHOR.findall(html.tostring(pane.root, encoding="unicode")))
                if name == "comments"
                else (),
            )
            for name, pane in self.panes.items()
            if name not in {"stage", "pass"}
        ]

    async def fetched(self, pane: Pane) -> Element:
        """The pane as it is fetched now."""
        while True:
            with suppress(Lost):
                answer = await self.reading.get(pane.src)
                if answer.status == 200:
                    return parsed(answer.text)
            await asyncio.sleep(0.5)

    # ── the socket ──

    async def _keep_listening(self) -> None:
        here = f"127.0.0.1:{self.day.port}"
        while True:
            self.line += 1
            try:
                async with connect(
                    f"ws://{here}/live/?language={self.language}",
                    origin=Origin(f"http://{here}"),
                    additional_headers={"Cookie": self.cookies},
                    compression=None,
                    proxy=None,
                    ping_interval=None,
                    open_timeout=OPENS_WITHIN,
                    close_timeout=0.5,
                ) as line:
                    await self._listen(line, self.line)
            except (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, TimeoutError, EOFError) as error:
                self._lost(error)
            await asyncio.sleep(self.chance.uniform(0.5, min(10, 2 * 2**self.failures)))

    def _lost(self, error: Exception) -> None:
        self.failures += 1
        code = error.rcvd.code if isinstance(error, ConnectionClosed) and error.rcvd else 0
        if code == 4401:
            self.history.add(self.name, "shut out", words="4401")

    async def _listen(self, line: ClientConnection, number: int) -> None:
        for room in self.rooms:
            seen = min(pane.version for pane in self.panes.values() if pane.room == room)
            await line.send(json.dumps({"subscribe": room, "seen": max(seen, 0)}))
        while True:
            text = await asyncio.wait_for(line.recv(), self.day.silence)
            self.failures = 0
            frames = json.loads(text)
            for frame in frames if isinstance(frames, list) else [frames]:
                self._hear(frame, number)

    def _hear(self, frame: dict, line: int) -> None:
        kind, room = frame["kind"], frame.get("room", "")
        if kind == "told":
            said = json.dumps(frame, ensure_ascii=False)
            digest = hashlib.sha256(said.encode()).hexdigest()[:16]
            words = f"{self.language} {digest}"
            steps = {"after": frame["after"], "version": frame["v"]}
            self.history.add(self.name, "heard", kind=kind, place=room, **steps, line=line, words=words)
            self.saw(said)
            if room not in self.rooms:
                self.history.add(self.name, "stray", place=room)
            self._told(room, frame)
        elif kind in {"subscribed", "behind"}:
            self._learn(kind, room, frame["v"], line)
        elif kind == "beat":
            for place, version in frame["rooms"].items():
                self._learn(kind, place, version, line)
        elif kind in {"refused", "unsubscribed"}:
            self.history.add(self.name, "shut out", place=room, words=kind)

    def _told(self, room: str, frame: dict) -> None:
        for pane in self.panes.values():
            if pane.room == room:
                pane.hear(frame)
                if pane.is_behind:
                    self._fetch(pane)

    def _learn(self, kind: str, room: str, version: int, line: int) -> None:
        self.history.add(self.name, "heard", kind=kind, place=room, version=version, line=line)
        self._catch_up(kind, room, version)

    def _catch_up(self, why: str, room: str, version: int) -> None:
        for pane in self.panes.values():
            if pane.room == room and version > pane.version:
                pane.learn_of(version)
                self.go(self._fetch_later(pane, self.chance.uniform(0, GRACE[why])))

    # ── fetching ──

    async def _fetch_later(self, pane: Pane, seconds: float) -> None:
        await asyncio.sleep(seconds)
        if pane.is_behind or pane.version < 0:
            self._fetch(pane)

    def _fetch(self, pane: Pane) -> None:
        if pane.loading is None or pane.loading.done():
            pane.loading = self.go(self._load(pane))

    async def _load(self, pane: Pane) -> None:
        tries = 0
        while pane.is_behind or pane.version < 0:
            with suppress(Lost):
                known = pane.asks()
                answer = await self.reading.get(pane.src)
                if answer.status == 200:
                    pane.replace(int(answer.headers["room-version"]), answer.text, known)
                    self.saw(answer.text)
                elif answer.status < 500:
                    self.history.add(self.name, "shut out", place=pane.src, words=str(answer.status))
            if pane.is_behind or pane.version < 0:
                tries += 1
                await asyncio.sleep(min(10, 0.25 * 2**tries) * self.chance.uniform(0.5, 1))

    def saw(self, text: str) -> None:
        for found in MARK.findall(text):
            if found not in self._seen:
                self._seen.add(found)
                self.history.add(self.name, "seen", mark=found)

    def expect(self, told: str) -> None:
        room, _space, version = told.partition(" ")
        if version:
            self.go(self._look_for(room, int(version)))

    async def _look_for(self, room: str, version: int) -> None:
        await asyncio.sleep(HEARD_WITHIN)
        self._catch_up("answer", room, version)

    def go(self, work) -> asyncio.Task:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.history.add(self.name, "broken", words=f"{type(error).__name__}: {error}")
