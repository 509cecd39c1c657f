"""The simulated facilitator: creates the session, presses the desk's next button, assigns groups, and moderates comments."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from reviews.rehearsal import judge, markup
from reviews.rehearsal.browser import Browser
from reviews.rehearsal.page import Page
from reviews.rehearsal.record import MARK
from reviews.rehearsal.words import Words

ZONE = "Asia/Tokyo"
CHOSEN = re.compile(r'<select name="(\w+)".*?<option value="([^"]+)" selected', re.DOTALL)
DESK = re.compile(r"/s/([0-9a-f-]{36})/desk/")
CODE = re.compile(r'href="/j/(\w{8})/"')


@dataclass(frozen=True)
class Step:
    """What the desk's next button does: begins a stage of `kind`, closes a pillar, or ends the day. Pillars count from 0.

    `values` is what the button sends: the number of the last move the desk has seen. If the button asks first, the same
    address takes the answer.
    """

    kind: str
    pillar: int
    address: str
    values: str = "{}"


class Facilitator:
    def __init__(self, browser: Browser, chance: Random, words: Words) -> None:
        self.browser, self.chance, self.words = browser, chance, words
        self.record = browser.record
        self.page = Page(browser)
        self.session = self.code = ""
        self.handled: set[str] = set()  # marks of comments
        self._steps: dict[str, tuple[str, int]] = {}

    async def sign_in(self, link: str) -> None:
        await self.browser.submit(link, {"next": ""}, what="sign-in")

    async def create_session(self, title: str, languages: str) -> None:
        form = (await self.browser.get("/sessions/new/")).text
        filled = dict(CHOSEN.findall(form)) | {
            "title": title,
            "date": datetime.now(ZoneInfo(ZONE)).date().isoformat(),
            "begins": "10:00",
            "zone": ZONE,
            "languages": languages,
            "meeting_link": "https://meet.example.com/rehearsal",
        }
        answer = await self.browser.submit("/sessions/new/", filled, what="new session")
        self.session = markup.found(DESK, str(answer.url))
        self.code = markup.found(CODE, answer.text)
        await self.page.open(f"/s/{self.session}/desk/")
        self._steps = dict(self._agenda())

    @property
    def pillars(self) -> int:
        return sum(kind == "briefing" for kind, _pillar in self._steps.values())

    @property
    def room(self) -> str:
        return self.page.pane("/desk/now/").room

    # ── the day ──

    def next(self) -> Step | None:
        """Return what the button does now; None when the session is over."""
        root = self.page.pane("/desk/now/").root
        buttons = [one for one in markup.with_attribute(root, "class") if "now__next" in one.get("class", "").split()]
        if not buttons:
            return None
        address = buttons[0].get("hx-post") or buttons[0].get("hx-get") or ""
        stage = re.search(r"/stages/([0-9a-f-]{36})/", address)
        kind, pillar = (
            self._steps[stage[1].replace("-", "")]
            if stage
            else ("closing", self._pillar)
            if "/closure/" in address
            else ("ending", 0)
        )
        return Step(kind, pillar, address, buttons[0].get("hx-vals", "{}"))

    async def press(self, step: Step) -> None:
        self._pillar, values = step.pillar, json.loads(step.values)
        if step.kind in {"closing", "ending"}:
            question = await self.browser.get(step.address)
            if step.address not in question.text:
                self.record.violation(f"the desk does not ask before {step.kind}")
            values["sure"] = "1"
        await self.browser.send(step.address, values, what=f"desk: {step.kind}")

    async def press_key(self, key: str) -> None:
        """Press the desk's button of this key, or of this id, and wait until the desk has heard of it."""
        now = self.page.pane("/desk/now/")
        button = next((one for one in now.root.iter("button") if key in (one.get("data-key"), one.get("id"))), None)
        if button is None:
            self.record.violation(f"the desk has no button {key}")
            return
        heard = now.version
        await self.browser.send(
            button.get("hx-post", ""), json.loads(button.get("hx-vals", "{}")), what=f"desk: key {key}"
        )
        if not await judge.until(lambda: now.version > heard and not now.is_behind, judge.SETTLED_WITHIN):
            self.record.violation(f"the desk did not hear that {key} was pressed")

    @property
    def skipped(self) -> int:
        """How many stages the agenda shows as skipped."""
        return sum(row.get("data-state") == "skipped" for row in self.page.pane("/agenda/").root.iter("li"))

    async def assign_groups(self) -> None:
        await self.browser.send(f"/s/{self.session}/rounds/", {"after_round": "0"}, what="desk: assign groups")

    def _agenda(self):
        """Yield each stage's id with its kind and pillar, in the order of the page."""
        pillar = -1
        for row in markup.with_attribute(self.page.pane("/agenda/").root, "data-kind"):
            kind = row.get("data-kind", "")
            pillar += kind == "briefing"
            yield row.get("id", "").removeprefix("agenda-"), (kind, max(pillar, 0))

    # ── comments ──

    async def look_after_comments(self) -> None:
        """Show, discuss, answer or decline each comment in the queue."""
        for row in list(self.page.pane("/comments/queue/").root.iter("li")):
            marks = MARK.findall(markup.text(row))
            if row.get("data-state") == "waiting" and marks and marks[0] not in self.handled:
                self.handled.add(marks[0])
                comment = row.get("id", "").removeprefix("queued-")
                await self._decide(
                    marks[0], f"{comment[:8]}-{comment[8:12]}-{comment[12:16]}-{comment[16:20]}-{comment[20:]}"
                )

    async def _decide(self, mark: str, comment: str) -> None:
        address = f"/s/{self.session}/comments/{comment}"
        fate = self.chance.random()
        if fate < 0.1:
            await self.browser.send(
                f"{address}/refusal/", {"reason": self.words.book["reason"]["ja"]}, what="moderation"
            )
            return
        self.record.said[mark].open_from = self.record.now()
        await self.browser.send(f"{address}/{'discussion' if fate > 0.7 else 'showing'}/", what="moderation")
        if fate > 0.5:
            words = {"answer": self.words.answer("ja", self.chance)} if fate > 0.85 else {}
            await self.browser.send(f"{address}/answer/", words, what="moderation")
