"""Open pages that behave like the product's pages: each has a socket, and makes every request that a browser would make.

The rehearsal's code handles frames (reviews/rehearsal/pane.py), and delays are read from the product's scripts (scripts.py).
The rest does what pane-sync.js, stage-follow.js and socket.js do. Markup is not parsed: only a few attributes matter, and they
are read once for all pages with the same markup. Static files are in the browsers' caches, and not requested.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from html import unescape

from bench.live import scripts
from bench.live.browsers import Answer, Connection
from bench.live.installation import Failed
from bench.live.websocket import WebSocket
from reviews.rehearsal import pane as rehearsal
from reviews.rehearsal.markup import ATTRIBUTE
from reviews.rehearsal.page import SAYS_THE_NEWEST

CONNECTIONS = 6  # that a browser opens to one host for requests
PANE = re.compile(r"<live-pane\b([^>]*)>")
FOLLOW = re.compile(r"<stage-follow\b([^>]*)>")
MY_PLACES = re.compile(r"<[^>]* data-my-places\b([^>]*)>")
OPENS_WITHIN = 12.0  # seconds; as in socket.js
COME_LATER, ELSEWHERE = {429, 503}, {302, 401, 403, 404, 410}
ALWAYS = 86_400.0  # seconds; a browser waits for a page without a limit


class Pane(rehearsal.Pane):
    """A pane that stores its markup without parsing it."""

    def __init__(self, attributes: dict[str, str], changed: Callable[[str], None]) -> None:
        self._changed = lambda _html: None  # the page itself handles the first paint
        super().__init__(attributes, "")
        self._changed = changed
        self.etag = ""
        self.is_asked_again = self.is_renewing = False
        self.tries = 0
        self.rests_until = 0.0  # the server asked for no request before this moment

    @property
    def is_missing(self) -> bool:
        """Whether there is a newer version than it shows, and no request under way will bring it."""
        if time.monotonic() < self.rests_until:
            return False
        return self.heard > self.wanted if self.loading else self.is_behind

    def show(self, html: str) -> None:
        self._changed(html)

    def put(self, fragment: str) -> None:
        self._changed(fragment)


class Tally:
    """Counts the requests of pages, and those that failed."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.in_flight = 0

    @property
    def requests(self) -> int:
        return self.asked["pane"] + self.asked["page"]


class Tab:
    """A person's browser with one open page, which may change."""

    def __init__(self, port: int, cookies: str, tally: Tally) -> None:
        self.port, self.cookies, self.tally = port, cookies, tally
        self.page: Page | None = None
        self.watch: Watch | None = None
        self._few = asyncio.Semaphore(CONNECTIONS)
        self._idle: list[Connection] = []
        self._going: asyncio.Task | None = None

    async def open(self, path: str) -> None:
        """Load a page. The current page stays open, and listens, until the new one has arrived."""
        while (answer := await self.get("page", path, patience=ALWAYS)) is None or answer.status != 200:
            if answer and answer.status not in COME_LATER:
                raise Failed(f"{path} answered {answer.status} {answer.header('location')}")
            await asyncio.sleep(answer.retry_after if answer and answer.retry_after else 1)
        html = answer.body.decode()
        self.close_page()
        self.page = Page(self, path, html)

    def go(self, path: str) -> None:
        """Let the page load another one; a later call replaces an earlier one."""
        if self._going:
            self._going.cancel()
        self._going = asyncio.create_task(self.open(path))
        self._going.add_done_callback(_say_why)

    async def get(self, what: str, path: str, *, etag: str = "", patience: float) -> Answer | None:
        """The answer; None if none came in time."""
        self.tally.asked[what] += 1
        self.tally.in_flight += 1
        try:
            async with asyncio.timeout(patience), self._few:
                answer = await self._ask(path, f"If-None-Match: {etag}\r\n" if etag else "")
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as why:
            self.tally.refused["gave up" if isinstance(why, TimeoutError) else "no answer"] += 1
            return None
        finally:
            self.tally.in_flight -= 1
        if answer.status >= 500 or answer.status == 429:
            self.tally.refused[str(answer.status)] += 1
        return answer

    async def _ask(self, path: str, headers: str) -> Answer:
        line = self._idle.pop() if self._idle else await Connection(self.port, self.cookies).__aenter__()
        try:
            answer = await line.get(path, headers)
        except BaseException:  # also if the page was left in the meantime: a browser then disconnects
            await line.__aexit__()
            raise
        self._idle.append(line)
        return answer

    def changed(self) -> None:
        if self.watch:
            self.watch.look(self)

    def close_page(self) -> None:
        if self.page:
            self.page.leave()
        self.page = None

    async def close(self) -> None:
        if self._going:
            self._going.cancel()
        self.close_page()
        for line in self._idle:
            await line.__aexit__()


class Page:
    def __init__(self, tab: Tab, path: str, html: str) -> None:
        self.tab, self.path = tab, path
        self.panes = [Pane(_attributes(found), self._changed) for found in PANE.findall(html)]
        self.of_room: dict[str, list[Pane]] = {}
        for pane in self.panes:
            if pane.room:
                self.of_room.setdefault(pane.room, []).append(pane)
        self.subscribed: set[str] = set()
        self._socket: WebSocket | None = None
        self._failures = 0
        self._is_left = False
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task] = set()
        self._stage = self._place = ""
        self._places: dict[str, str] = {}
        self._leading: asyncio.TimerHandle | None = None
        self._look(html)
        self._connect()
        for pane in self.panes:
            if pane.every:
                self._repeat(pane)

    @property
    def is_usable(self) -> bool:
        """Whether the page is subscribed to all its rooms and shows their latest versions."""
        return (
            bool(self.panes)
            and self.subscribed >= self.of_room.keys()
            and not any(pane.is_behind for pane in self.panes)
        )

    def leave(self) -> None:
        self._is_left = True
        for timer in self._timers:
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        if self._socket:
            self._socket.close()

    # ── following the stage (stage-follow.js) ──

    def _changed(self, html: str) -> None:
        if "data-stage=" in html or "data-my-places" in html:
            self._look(html)

    def _look(self, html: str) -> None:
        stage, places = _signs(html)
        if places is not None:
            self._places = places
        if stage is None:
            return
        is_first, moved = not self._stage, stage["data-stage"] != self._stage
        last, self._stage = self._place, stage["data-stage"]
        self._place = self._places.get(f"data-place-{stage.get('data-place-of', '')}") or stage["data-place"]
        if moved and not is_first:
            self._cancel(self._leading)
            if last == self.path != self._place:
                self._leading = self._in(scripts.led_after(), lambda: self.tab.go(self._place))

    # ── the socket (socket.js, rooms.js) ──

    def _connect(self) -> None:
        self.tab.tally.asked["socket"] += 1
        self._go(self._open_socket())

    async def _open_socket(self) -> None:
        port = self.tab.port
        request = (
            f"GET /live/?language=en HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            f"Cookie: {self.tab.cookies}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                loop = asyncio.get_running_loop()
                await loop.create_connection(lambda: WebSocket(self, request.encode()), "127.0.0.1", port)
        except (OSError, TimeoutError):
            self.lost("not opened")

    def opened(self, socket: WebSocket) -> None:
        if self._is_left:
            socket.close()
            return
        self._socket = socket
        for room, panes in self.of_room.items():
            socket.send({"subscribe": room, "seen": min(pane.version for pane in panes)})

    def lost(self, why: str) -> None:
        self._socket = None
        if self._is_left:
            return
        self.subscribed.clear()
        self.tab.tally.refused[f"socket {why}"] += 1
        self._failures += 1
        self._in((0.5, min(10.0, 2.0 * 2**self._failures)), self._connect)

    def hear(self, frame: dict) -> None:
        if self._is_left:
            return
        self._failures = 0
        kind = frame["kind"]
        if kind == "told":
            self._told(frame)
        elif kind == "beat":
            for room, version in frame["rooms"].items():
                self._learn(room, version, kind)
        elif kind in ("subscribed", "behind"):
            if kind == "subscribed":
                self.subscribed.add(frame["room"])
            self._learn(frame["room"], frame["v"], kind)
        elif kind in ("refused", "unsubscribed"):
            self.tab.tally.refused[kind] += 1
        else:
            return
        self.tab.changed()

    # ── versions (pane-sync.js) ──

    def _told(self, frame: dict) -> None:
        for pane in self.of_room.get(frame["room"], ()):
            if frame["v"] > pane.version:
                before = pane.version
                pane.hear(frame)
                if pane.version != before:
                    pane.etag = ""
                if frame["what"] in pane.renew_on and not pane.is_renewing:
                    pane.is_renewing = True
                    self._in(scripts.graces()["renewal"], partial(self._renew, pane))
                if pane.is_missing and "panes" in frame:
                    self._in(scripts.graces()["everyone"], partial(self._fetch_what_is_missing, pane))
                elif pane.is_missing:
                    self._fetch(pane)

    def _renew(self, pane: Pane) -> None:
        pane.is_renewing, pane.etag = False, ""
        self._fetch(pane)

    def _fetch_what_is_missing(self, pane: Pane) -> None:
        if pane.is_missing:
            self._fetch(pane)

    def _learn(self, room: str, version: int, why: str) -> None:
        for pane in self.of_room.get(room, ()):
            is_restored = version < pane.version and why in SAYS_THE_NEWEST
            if version <= pane.version and not is_restored:
                continue
            pane.learn_of(version)

            def act(pane: Pane = pane, is_restored: bool = is_restored) -> None:
                if pane.is_missing or is_restored:
                    self._fetch(pane)

            self._in(scripts.graces()[why], act)

    def _fetch(self, pane: Pane) -> None:
        """Fetch a pane, one request at a time. A call during a request gets the result of the request after it."""
        if pane.loading is None:
            pane.loading = self._go(self._load(pane, pane.asks()))
        else:
            pane.is_asked_again = True

    async def _load(self, pane: Pane, known: int) -> None:
        answer = await self.tab.get("pane", pane.src, etag=pane.etag, patience=scripts.patience())
        if answer and answer.status in (200, 304):
            version = int(answer.header("room-version"))
            if answer.status == 200:
                pane.replace(version, answer.body.decode(), known)
                pane.etag = answer.header("etag") if pane.version == version else ""
            else:
                pane.version = version
        elif answer and answer.status in ELSEWHERE:
            self.tab.tally.refused[f"pane {answer.status}"] += 1
        later = answer.retry_after * random.uniform(1, 1.5) if answer and answer.status == 503 else 0.0
        pane.tries = pane.tries + 1 if pane.is_behind else 0
        wait = min(10.0, 0.25 * 2**pane.tries)
        pane.rests_until = time.monotonic() + later
        pane.loading = None
        if pane.is_asked_again:
            pane.is_asked_again = False
            self._fetch(pane)
        elif pane.is_behind:
            self._in((later + wait / 2, later + wait), lambda: self._fetch(pane) if pane.is_behind else None)
        self.tab.changed()

    def _repeat(self, pane: Pane) -> None:
        def again() -> None:
            self._fetch(pane)
            self._repeat(pane)

        self._in((pane.every, pane.every), again)

    # ── lifetime ──

    def _go(self, work) -> asyncio.Task:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_say_why)
        return task

    def _in(self, between: scripts.Between, act: Callable[[], object]) -> asyncio.TimerHandle:
        def now() -> None:
            self._timers.discard(timer)
            act()

        timer = asyncio.get_running_loop().call_later(random.uniform(*between), now)
        self._timers.add(timer)
        return timer

    def _cancel(self, timer: asyncio.TimerHandle | None) -> None:
        if timer:
            timer.cancel()
            self._timers.discard(timer)


class Watch:
    """Waits until a condition holds for each tab. `late` has the seconds from the beginning until it did."""

    def __init__(self, tabs: Iterable[Tab], holds: Callable[[Page], bool]) -> None:
        waiting = list(tabs)
        self._waiting, self._holds = set(waiting), holds
        self.late: list[float] = []
        self.began = time.monotonic()
        self._over = asyncio.Event()
        for tab in waiting:
            tab.watch = self
            self.look(tab)

    def look(self, tab: Tab) -> None:
        if tab.page and self._holds(tab.page):
            self.late.append(time.monotonic() - self.began)
            self._waiting.discard(tab)
            tab.watch = None
            if not self._waiting:
                self._over.set()

    async def over(self, *, within: float) -> list[float]:
        try:
            async with asyncio.timeout(within):
                await self._over.wait()
        except TimeoutError:
            raise Failed(f"{len(self._waiting)} pages are not there after {within:.0f} s") from None
        return sorted(self.late)


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}


@lru_cache(maxsize=64)
def _signs(html: str) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """The attributes of the stage's place and of the reader's own places, if the markup has them."""
    stage, places = FOLLOW.search(html), MY_PLACES.search(html)
    return stage and _attributes(stage[1]), places and _attributes(places[1])


def _say_why(task: asyncio.Task) -> None:
    """Report why a page failed; waiting for it ends without a figure."""
    if not task.cancelled() and (why := task.exception()):
        task.get_loop().call_exception_handler({"message": "a page broke", "exception": why})
