"""One participant as a program: sits in main room, screen and table, applies what is told, fetches what is missing, and writes.

It does what the page's scripts do (static/js: live/socket.js, live/pane-sync.js, page/htmx-requests.js), with their patience.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from random import Random
from uuid import UUID

from lxml.html import HtmlElement
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Origin

from tests import fragments
from tests.history.record import AUTHOR, MARK, History, Page, mark
from tests.history.wire import CSRF, Browser, Lost

SILENCE = 25.0  # seconds without a frame, after which a page gives its line up
OPENS_WITHIN = 12.0
HEARD_WITHIN = 1.0
GRACE = {"subscribed": 0.0, "answer": 0.0, "behind": 1.0, "beat": 1.0}
REVISION = re.compile(r'name="revision" value="(\d+)"')
REFUSALS = {403, 404, 409, 410, 422}


@dataclass
class Day:
    """What everyone in it knows, and what they write down."""

    port: int
    told: dict  # by tests/history/day.py
    history: History
    pace: float = 12.0  # seconds from one deed of a person to the next
    numbers: count = field(default_factory=lambda: count(1))
    is_over: bool = False
    comments_are_over: bool = False

    def mark(self) -> str:
        return mark(next(self.numbers))


class Pane:
    def __init__(self, name: str, src: str, room: str) -> None:
        self.name, self.src, self.room = name, src, room
        self.root: HtmlElement = fragments.parsed("")
        self.version = -1
        self.wanted = 0  # the highest version known to exist when the last fetch began
        self.heard = 0  # the highest heard of since
        self.loading: asyncio.Task | None = None
        self._early: dict[int, dict] = {}  # frames, by the version they come after

    @property
    def is_behind(self) -> bool:
        return max(self.wanted, self.heard) > self.version

    def learn_of(self, version: int) -> None:
        self.heard = max(self.heard, version)

    def hear(self, frame: dict) -> None:
        if frame["v"] > self.version:
            self.learn_of(frame["v"])
            self._early[frame["after"]] = frame
            self._apply_in_turn()

    def asks(self) -> int:
        """A fetch begins: the version that its answer reaches, if the database was not replaced by an older one."""
        self.wanted, self.heard = max(self.wanted, self.heard), 0
        return max(self.wanted, self.version)

    def replace(self, version: int, html: str, known: int) -> None:
        if version < known:
            self.wanted = version
        if version < known or version >= self.version:
            self.root, self.version = fragments.parsed(html), version
        self._apply_in_turn()

    def marks(self) -> tuple[str, ...]:
        """Each row's marks once, from top to bottom."""
        rows = self.root.xpath("//li[@id]")
        return tuple(found for row in rows for found in dict.fromkeys(MARK.findall(row.text_content())))

    def normal(self) -> str:
        return fragments.normal(self.root)

    def _apply_in_turn(self) -> None:
        while (told := self._early.get(self.version)) and self._shows(told):
            self.version = told["v"]
        self._early = {after: told for after, told in self._early.items() if after >= self.version}

    def _shows(self, told: dict) -> bool:
        """Take in what was told; False where that has to be fetched."""
        if self.name == "comment-pass":
            return False
        whole = told.get("panes", {}).get(f"reviews:{self.name}", "")
        if whole is None or not ("panes" in told or "html" in told):
            return False
        if whole:
            self.root = fragments.parsed(whole)
        elif "html" in told:
            fragments.apply(self.root, told["html"])
        return True


class Person:
    def __init__(self, day: Day, name: str, cookie: str, table: dict, *, seed: str, language: str = "en") -> None:
        self.day, self.name, self.table, self.language = day, name, table["group"], language
        self.history = day.history
        self.chance = Random(seed)
        self.cookies = f"{cookie}; csrftoken={CSRF}; language={language}"
        self.writing, self.reading = (Browser(day.port, f"{cookie}; language={language}", language) for _ in range(2))
        self.session = f"/s/{day.told['session']}"
        self.place = f"{self.session}/tables/{self.table}"
        self.panes = {
            "talk": Pane("talk", f"{self.place}/talk/", table["room"]),
            "board": Pane("board", f"{self.place}/board/", table["room"]),
            "comments": Pane("comments", f"{self.session}/comments/", day.told["screen"]),
            "pass": Pane("comment-pass", f"{self.session}/comments/pass/", day.told["screen"]),
            "stage": Pane("stage", f"{self.session}/stage/", day.told["main"]),
        }
        self.rooms = {pane.room for pane in self.panes.values()}
        self.is_writing = False
        self.failures = 0
        self.line = 0
        self._seen: set[str] = set()
        self._tasks: set[asyncio.Task] = set()

    def arrive(self) -> None:
        self._go(self._keep_listening())

    def begin(self) -> None:
        self._go(self._work())

    async def leave(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.writing.close()
        self.reading.close()

    @property
    def is_settled(self) -> bool:
        return not self.is_writing and all(pane.version >= 0 and not pane.is_behind for pane in self.panes.values())

    def pages(self, fetched: dict[tuple[str, str], str]) -> list[Page]:
        """How my panes stand; `fetched` holds each as it is fetched anew, by address and language."""
        return [
            Page(
                who=self.name,
                pane=pane.name,
                table="" if pane.name == "comments" else self.table,
                marks=pane.marks(),
                difference=difference(pane.normal(), fetched[pane.src, self.language]),
                authors=tuple(AUTHOR.findall(pane.normal())) if pane.name == "comments" else (),
            )
            for pane in self.panes.values()
            if pane.name not in {"stage", "comment-pass"}
        ]

    async def fetched(self, pane: Pane) -> str:
        """The pane as it is fetched now."""
        while True:
            with suppress(Lost):
                answer = await self.reading.get(pane.src)
                if answer.status == 200:
                    return fragments.fetched(answer.text)
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
            text = await asyncio.wait_for(line.recv(), SILENCE)
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
                self._go(self._fetch_later(pane, self.chance.uniform(0, GRACE[why])))

    # ── fetching ──

    async def _fetch_later(self, pane: Pane, seconds: float) -> None:
        await asyncio.sleep(seconds)
        if pane.is_behind or pane.version < 0:
            self._fetch(pane)

    def _fetch(self, pane: Pane) -> None:
        if pane.loading is None or pane.loading.done():
            pane.loading = self._go(self._load(pane))

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

    # ── what people do ──

    async def _work(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, self.day.pace))
        while not self.day.is_over:
            deeds = self.chance.choices((self.say, self.find, self.edit, self.comment), (11, 4, 4, 1))
            self.is_writing = True
            await deeds[0]()
            self.is_writing = False
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self.day.pace)

    async def say(self) -> None:
        name = self.day.mark()
        await self.send("talk", name, f"{self.place}/entries/", {"text": f"Said {name}"})

    async def find(self) -> None:
        name = self.day.mark()
        await self.send("finding", name, f"{self.place}/findings/", {"title": f"Found {name}", "risk": "high"})

    async def edit(self) -> None:
        """Rewrite one of the table's findings, on top of the revision I am shown."""
        slips = self.panes["board"].root.xpath("//li[starts-with(@id, 'finding-')]")
        if not slips:
            return
        slip = self.chance.choice(slips)
        address = f"{self.place}/findings/{UUID(slip.get('id').removeprefix('finding-'))}/"
        with suppress(Lost):
            form = await self.writing.get(address)
            if form.status == 200 and (revision := REVISION.search(form.text)):
                name, title = self.day.mark(), MARK.findall(slip.text_content())[0]
                fields = {"title": f"Found {title}", "as_is": f"Edited {name}", "risk": "high", "revision": revision[1]}
                await self.send("edit", name, f"{address}edits/", fields)

    async def send(self, kind: str, name: str, path: str, fields: dict[str, str]) -> None:
        """The same sending, under the same client id, until it is answered."""
        fields = fields | {"client_id": str(UUID(int=self.chance.getrandbits(128), version=4))}
        self.history.add(self.name, "invoke", mark=name, kind=kind, place=self.table)

        async def once() -> int:
            answer = await self.writing.post(path, fields)
            if answer.status == 200:
                self._expect(answer.headers.get("room-version", ""))
            return answer.status

        await self._until_answered(name, once, 200)

    async def comment(self) -> None:
        """Without a cookie, by a connection of its own."""
        passes = self.panes["pass"].root.xpath("//@data-comment-pass")
        if self.day.comments_are_over or not passes:
            return
        name = self.day.mark()
        letter = {"text": f"Commented {name}", "hash": hashlib.sha256(secrets.token_bytes(16)).hexdigest()}
        body = json.dumps(letter | {"pass": passes[0]}).encode()
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

    def _expect(self, told: str) -> None:
        room, _space, version = told.partition(" ")
        if version:
            self._go(self._look_for(room, int(version)))

    async def _look_for(self, room: str, version: int) -> None:
        await asyncio.sleep(HEARD_WITHIN)
        self._catch_up("answer", room, version)

    def _go(self, work) -> asyncio.Task:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.history.add(self.name, "broken", words=f"{type(error).__name__}: {error}")


def difference(mine: str, fetched: str) -> str:
    """Where two panes part, with what stands there."""
    if mine == fetched:
        return ""
    at = next((place for place, pair in enumerate(zip(mine, fetched, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(mine), len(fetched)) if at is None else at
    return f"{mine[max(0, at - 40) : at + 80]!r} instead of {fetched[max(0, at - 40) : at + 80]!r}"


def everyone(day: Day, *, seed: str) -> list[Person]:
    """All who sit at the day's tables, half of them in each language. They have not arrived yet."""
    languages = cycle(("en", "ja"))
    people = [
        Person(day, one["name"], one["cookie"], table, seed=f"{seed} {one['name']}", language=next(languages))
        for table in day.told["tables"]
        for one in table["people"]
    ]
    day.history.members = {person.name: person.table for person in people}
    return people


@asynccontextmanager
async def gathered(day: Day, *, seed: str = "") -> AsyncIterator[list[Person]]:
    """Everyone, seated and shown the last version. Without a seed they do what nobody did before."""
    people = everyone(day, seed=seed or secrets.token_hex())
    try:
        for person in people:
            person.arrive()
            await asyncio.sleep(0.01)
        assert await until(lambda: all(person.is_settled for person in people), within=60), (
            "not everyone could sit down"
        )
        yield people
    finally:
        await asyncio.gather(*(person.leave() for person in people))


async def until(true: Callable[[], bool], *, within: float) -> bool:
    """Whether it became true in time."""
    end = asyncio.get_running_loop().time() + within
    while not true():
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(0.05)
    return True
