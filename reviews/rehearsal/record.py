"""The record of what everybody did, was answered and saw, which is checked afterwards."""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

MARK = re.compile(r"〔\d+-\d+〕")


@dataclass
class Said:
    """One text that somebody wrote, identified by the mark in it. Moments are seconds since the record began."""

    kind: str  # talk, finding, comment
    pillar: int
    table: str
    invoked: float
    ok: float = 0.0
    open_from: float = float(
        "inf"
    )  # when a facilitator let everyone see it, by the presentation or by showing a comment


@dataclass
class Record:
    began: float = field(default_factory=time.monotonic)
    said: dict[str, Said] = field(default_factory=dict)
    seen: dict[tuple[str, str], float] = field(default_factory=dict)  # (who, mark): when first
    answers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # seconds, by what was asked
    hearing: list[float] = field(default_factory=list)  # seconds from a press to the last member who saw it
    counts: Counter = field(default_factory=Counter)
    secrets: dict[str, str] = field(default_factory=dict)  # what no participant may receive, and a description of it
    violations: list[str] = field(default_factory=list)
    is_over: bool = False  # the session was ended, which disconnects everyone
    say: Callable[[str], None] = print
    _told: dict[tuple, tuple[str, str]] = field(default_factory=dict)

    def now(self) -> float:
        return time.monotonic() - self.began

    def violation(self, sentence: str) -> None:
        self.violations.append(f"{self.now():6.1f} s  {sentence}")
        self.say(f"{self.violations[-1]}  ✗")

    def note(self, sentence: str) -> None:
        self.say(f"{self.now():6.1f} s  {sentence}")

    def mark(self, kind: str, pillar: int, table: str = "") -> str:
        """Return a new mark for a text that is about to be sent."""
        mark = f"〔{pillar + 1}-{len(self.said) + 1}〕"
        self.said[mark] = Said(kind, pillar, table, self.now())
        return mark

    def answered(self, who: str, what: str, status: int, seconds: float, *, wanted: tuple[int, ...]) -> None:
        self.answers[what].append(seconds)
        if status >= 500 or (wanted and status not in wanted):
            self.violation(f"{who}: {what} was answered with {status}")

    def received(self, who: str, text: str, *, participant: bool) -> None:
        """Note text that somebody received in a page, pane, frame or file."""
        for mark in MARK.findall(text):
            self.seen.setdefault((who, mark), self.now())
        if participant:
            for secret, what in self.secrets.items():
                if secret in text:
                    self.violation(f"{who} received {what}")

    def told(self, who: str, frame: dict, language: str) -> None:
        """Check that a room tells the same in the same version to everyone."""
        self.counts["frames told"] += 1
        digest = hashlib.sha256(f"{frame['what']} {frame.get('html')} {frame.get('panes')}".encode()).hexdigest()
        first, by = self._told.setdefault((frame["room"], language, frame["v"]), (digest, who))
        if first != digest:
            self.violation(f"{who} and {by} heard different words in version {frame['v']} of room {frame['room']}")
