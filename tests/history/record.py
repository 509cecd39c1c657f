"""The log of a history: requests, answers, frames, what participants saw, and what is found afterwards."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path

MARK = re.compile(r"~\d{6}~")
AUTHOR = re.compile(r"Guest\d{4}")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    `what` is invoke, ok, fail or seen, for the post that `mark` names; show, when a facilitator asks for a comment to be
    shown; or heard, for a frame that names a version of the room `place` on the client's `line`.
    """

    at: float
    who: str
    what: str
    mark: str = ""
    kind: str = ""  # of a post: talk, finding, edit, comment; of a frame: told, subscribed, behind, beat
    place: str = ""
    version: int = 0
    after: int = 0  # of a frame that tells something: the version before
    line: int = 0
    words: str = ""  # why it failed; of a frame, its language and a digest of what it says


@dataclass(frozen=True, slots=True)
class Row:
    """A post as the database has it. `place` is its key in the order, `reads` the edit that a finding reads as."""

    mark: str
    kind: str
    table: str
    place: tuple
    reads: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A pane on somebody's page in the end: its marks from top to bottom, and where it differs from what is fetched."""

    who: str
    pane: str  # talk, board, comments
    table: str
    marks: tuple[str, ...]
    difference: str = ""
    authors: tuple[str, ...] = ()


@dataclass
class History:
    members: dict[str, str] = field(default_factory=dict)  # who: their table
    events: list[Event] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return time.monotonic() - self.began

    def add(self, who: str, what: str, **more) -> None:
        self.events.append(Event(self.now(), who, what, **more))

    def of(self, what: str) -> Iterator[Event]:
        return (event for event in self.events if event.what == what)

    def write_to(self, path: Path) -> None:
        with path.open("w") as file:
            for line in (*self.events, *self.rows, *self.pages):
                file.write(json.dumps({type(line).__name__: asdict(line)}, ensure_ascii=False) + "\n")


def mark(number: int) -> str:
    return f"~{number:06}~"


@dataclass
class Day:
    """What all participants know, and the history that they write."""

    port: int
    told: dict  # what tests/history/day.py prints
    history: History
    pace: float = 12.0  # seconds from one action of a participant to the next, on average
    silence: float = 25.0  # seconds without a frame, after which a page gives up its connection
    numbers: count = field(default_factory=lambda: count(1))
    is_over: bool = False
    comments_are_over: bool = False

    def mark(self) -> str:
        return mark(next(self.numbers))
