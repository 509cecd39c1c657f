"""An open page: panes, and a socket that keeps them current as the page's scripts do (static/js/live)."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import deque
from contextlib import suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from reviews.rehearsal import markup
from reviews.rehearsal.browser import Browser
from reviews.rehearsal.pane import Pane

LANGUAGE = re.compile(r'<html lang="([\w-]+)"')
REMOVED = 4401
GRACE = {
    "told": 0.5,
    "renewal": 3.0,
    "subscribed": 0.0,
    "answer": 0.0,
    "behind": 1.0,
    "beat": 1.0,
}  # seconds at most, before a fetch
HEARD_WITHIN = 1.0  # seconds, before a page fetches what it wrote itself
TRIES = 600  # of fetches that are still behind, each a tenth of a second after the one before
READY_WITHIN = 60  # seconds
SAYS_THE_NEWEST = {"subscribed", "beat"}  # read from the database after all that was told over this line


class Page:
    def __init__(self, browser: Browser) -> None:
        self.browser, self.record = browser, browser.record
        self.panes: list[Pane] = []
        self.html = self.language = ""
        self.refused: set[str] = set()
        self._line: ClientConnection | None = None
        self._tasks: set[asyncio.Task] = set()
        self._heard: deque[dict] = deque(maxlen=30)
        self._subscribed = asyncio.Event()

    async def open(self, path: str) -> Page:
        self.html = (await self.browser.get(path)).text
        self.language = markup.found(LANGUAGE, self.html)
        self.panes = [Pane(attributes, content) for attributes, content in markup.panes_in(self.html)]
        self._go(self._keep_listening())
        for pane in self.panes:
            if pane.every:
                self._go(self._repeat(pane))
        if self.rooms:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._subscribed.wait(), READY_WITHIN)
        return self

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def is_open(self) -> bool:
        return bool(self.panes)

    def has(self, ending: str) -> bool:
        return any(pane.src.endswith(ending) for pane in self.panes)

    def pane(self, ending: str) -> Pane:
        """Return the pane whose address ends like this. Raises LookupError if the page has none."""
        for pane in self.panes:
            if pane.src.endswith(ending):
                return pane
        raise LookupError(f"{self.browser.who}'s page has no pane {ending}")

    @property
    def rooms(self) -> set[str]:
        return {pane.room for pane in self.panes if pane.room}

    def expect(self, told: str) -> None:
        """Note the `<room> <version>` that a write was answered with. The page fetches if it does not hear that version within a second."""
        room, _space, version = told.partition(" ")
        if version:
            self._later(HEARD_WITHIN, room, int(version), "answer")

    async def lose_the_line(self) -> None:
        if self._line:
            await self._line.close()

    async def try_to_subscribe(self, room: str) -> bool:
        """Subscribe to a room without the right to. Sent again each second, since the connection may be lost. True if refused."""
        for _second in range(READY_WITHIN):
            with suppress(ConnectionClosed):
                if self._line:
                    await self._line.send(json.dumps({"subscribe": room, "seen": 0}))
            for _look in range(10):
                if room in self.refused:
                    return True
                await asyncio.sleep(0.1)
        return False

    # ── the socket ──

    async def _keep_listening(self) -> None:
        address = self.browser.base.replace("http", "ws", 1) + f"/live/?language={self.language}"
        while True:
            cookie = {"Cookie": self.browser.cookies()}
            try:
                async with connect(
                    address, origin=Origin(self.browser.base), additional_headers=cookie, compression=None, proxy=None
                ) as self._line:
                    await self._listen(self._line)
            except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError) as error:
                if isinstance(error, ConnectionClosed) and error.rcvd and error.rcvd.code == REMOVED:
                    if not self.record.is_over:
                        self.record.violation(f"{self.browser.who} was disconnected although they are in the session")
                    return
            self.record.counts["lines lost"] += 1
            await asyncio.sleep(random.uniform(0.1, 0.5))

    async def _listen(self, line: ClientConnection) -> None:
        last_told: dict[str, int] = {}
        known: dict[str, int] = {}
        for room in self.rooms:
            await line.send(
                json.dumps({"subscribe": room, "seen": min(pane.version for pane in self.panes if pane.room == room)})
            )
        self._heard.clear()
        async for text in line:
            several = json.loads(text)
            for frame in several if isinstance(several, list) else [several]:
                self._hear(frame, last_told, known)

    def _hear(self, frame: dict, last_told: dict[str, int], known: dict[str, int]) -> None:
        if frame["kind"] != "refused":  # it repeats the room we asked for
            said = json.dumps(frame, ensure_ascii=False)
            self.record.received(self.browser.who, said, participant=self.browser.participant)
        self._heard.append(frame)
        if frame["kind"] == "told":
            self._check_order(frame, last_told, known)
            self._told(frame)
        else:
            self._learn(frame, last_told, known)

    def _lately(self, room: str) -> str:
        """Return what was last heard of a room, for the report of a violation."""
        of_room = [frame for frame in self._heard if frame.get("room") == room or room in frame.get("rooms", ())]
        return ", ".join(
            f"{frame['kind']} {frame.get('what', '')} {frame.get('v', frame.get('rooms', {}).get(room, ''))}"
            for frame in of_room
        )

    def _check_order(self, frame: dict, last_told: dict[str, int], known: dict[str, int]) -> None:
        room, version = frame["room"], frame["v"]
        if room not in self.rooms:
            self.record.violation(f"{self.browser.who} heard of room {room}, which their page does not show")
        if version <= last_told.get(room, -1):
            self.record.violation(f"{self.browser.who} heard version {version} of a room after {last_told[room]}")
        if room in known and frame["after"] > known[room]:
            self.record.violation(
                f"{self.browser.who} heard version {version} of a room right after {known[room]}, without a word of the frames"
                f" between them ({self._lately(room)})"
            )
        last_told[room] = version
        known[room] = max(version, known.get(room, -1))

    def _told(self, frame: dict) -> None:
        self.record.told(self.browser.who, frame, self.language)
        for pane in self.panes:
            if pane.room == frame["room"]:
                pane.hear(frame)
                if frame["what"] in pane.renew_on:
                    pane.renewals += 1
                    self._go(self._renew(pane))
        late = random.uniform(0, GRACE["told"]) if "panes" in frame else 0.0
        self._later(late, frame["room"], frame["v"], "told")

    def _learn(self, frame: dict, last_told: dict[str, int], known: dict[str, int]) -> None:
        kind = frame["kind"]
        if kind == "refused":
            self.refused.add(frame["room"])
        versions = (
            frame["rooms"]
            if kind == "beat"
            else {frame["room"]: frame["v"]}
            if kind in {"subscribed", "behind"}
            else {}
        )
        for room, version in versions.items():
            known[room] = max(version, known.get(room, -1))
            if kind in SAYS_THE_NEWEST:
                self._notice_a_restore(room, version, kind, last_told, known)
            self._later(random.uniform(0, GRACE[kind]), room, version, kind)
        if kind == "subscribed" and known.keys() >= self.rooms:
            self._subscribed.set()

    def _notice_a_restore(
        self, room: str, version: int, why: str, last_told: dict[str, int], known: dict[str, int]
    ) -> None:
        """Fetch the panes that show a later version than the database has: an older database was restored."""
        known[room], last_told[room] = version, min(version, last_told.get(room, -1))
        ahead = [pane for pane in self.panes if pane.room == room and version < pane.version]
        for pane in ahead:
            self.record.counts[f"replaced after {why}"] += 1
            self._fetch(pane)

    def _later(self, seconds: float, room: str, version: int, why: str) -> None:
        behind = [pane for pane in self.panes if pane.room == room and version > pane.version]
        if behind:
            self._go(self._catch_up(seconds, behind, version, why))

    async def _catch_up(self, seconds: float, panes: list[Pane], version: int, why: str) -> None:
        await asyncio.sleep(seconds)
        for pane in panes:
            if version > pane.version:
                self.record.counts[f"fetched after {why}"] += 1
                pane.learn_of(version)
                self._fetch(pane)

    # ── fetching ──

    async def _renew(self, pane: Pane) -> None:
        """Fetch a pane once more, earlier than pages do: stages are shorter in a rehearsal."""
        await asyncio.sleep(random.uniform(0, GRACE["renewal"]))
        await self._fetch(pane)
        pane.renewals -= 1

    def _fetch(self, pane: Pane) -> asyncio.Task:
        if pane.loading is None or pane.loading.done():
            pane.loading = self._go(self._load(pane))
        return pane.loading

    async def _repeat(self, pane: Pane) -> None:
        while True:
            await asyncio.sleep(pane.every)
            self._fetch(pane)

    async def _load(self, pane: Pane) -> None:
        for _try in range(TRIES):
            known = pane.asks()
            answer = await self.browser.get(pane.src, what="pane", wanted=(200, 404))
            if answer.status_code != 200:
                return
            pane.replace(int(answer.headers["Room-Version"]), answer.text, known)
            if not pane.is_behind:
                return
            await asyncio.sleep(0.1)
        self.record.violation(f"{self.browser.who}: {pane.src} stays behind version {pane.wanted}")

    def _go(self, work) -> asyncio.Task:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.record.violation(f"{self.browser.who}: the page broke: {type(error).__name__}: {error}")
