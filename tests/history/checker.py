"""Judges a history: nothing is lost, doubled, out of order, leaked, or different from what is fetched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.history.record import Event, History, Page, Row

KINDS = {"talk": ("talk",), "board": ("finding",), "comments": ("comment",)}  # which rows a pane shows


@dataclass(frozen=True)
class Violation:
    what: str  # lost, doubled, disorder, leak, invented, astray, shut out, stuck, broken
    sentence: str

    def __str__(self) -> str:
        return f"{self.what}: {self.sentence}"


def violations(history: History) -> list[Violation]:
    return [Violation(what, sentence) for judge in JUDGES for what, sentence in judge(history)]


def in_the_database(history: History) -> Iterator[tuple[str, str]]:
    """What was acknowledged is there exactly once, what was refused never, and what was not answered at most once."""
    invoked = {event.mark: event for event in history.of("invoke")}
    ok, failed = ({event.mark for event in history.of(what)} for what in ("ok", "fail"))
    found = Counter(row.mark for row in history.rows)
    for mark, event in invoked.items():
        if mark in ok and not found[mark]:
            yield "lost", f"the {event.kind} {mark} of {event.who} was acknowledged and is not in the database"
        if found[mark] > 1:
            yield "doubled", f"the {event.kind} {mark} of {event.who} is in the database {found[mark]} times"
        if mark in failed - ok and found[mark]:
            yield "invented", f"the {event.kind} {mark} of {event.who} was refused and is in the database"
    for mark in found.keys() - invoked.keys():
        yield "invented", f"{mark} is in the database and nobody wrote it"
    for row in history.rows:
        if row.mark in invoked and row.table != invoked[row.mark].place:
            yield (
                "leak",
                f"the {row.kind} {row.mark} was written at {invoked[row.mark].place} and is at {row.table}",
            )


def edits_in_the_database(history: History) -> Iterator[tuple[str, str]]:
    """The revisions of a finding are numbered without a gap, and it reads as the last of them."""
    chains: dict[tuple, list[Row]] = defaultdict(list)
    for row in history.rows:
        if row.kind == "edit":
            chains[row.place[:1]].append(row)
    for finding in (row for row in history.rows if row.kind == "finding"):
        chain = sorted(chains[(finding.mark,)], key=lambda row: row.place)
        if [row.place[1] for row in chain] != list(range(len(chain))):
            yield "disorder", f"the revisions of {finding.mark} are {[row.place[1] for row in chain]}"
        if finding.reads != (chain[-1].mark if chain else ""):
            yield "disorder", f"{finding.mark} reads as {finding.reads or 'at first'}, not as its last edit"


def on_the_pages(history: History) -> Iterator[tuple[str, str]]:
    """Every page shows what the database has, once, in its order, and equals what is fetched."""
    tables = {event.mark: event.place for event in history.of("invoke")}
    expected: dict[tuple[str, str], tuple[str, ...]] = {}
    for page in history.pages:
        key = (page.pane, page.table)
        if key not in expected:
            expected[key] = _expected(history.rows, *key)
        yield from _compared(page, expected[key], tables)
        if page.difference:
            yield "astray", f"{page.who}'s {page.pane} is not what is fetched: {page.difference}"
        for author in page.authors:
            yield "leak", f"{page.who}'s {page.pane} names {author}"


def _expected(rows: Sequence[Row], pane: str, table: str) -> tuple[str, ...]:
    here = (row for row in rows if row.kind in KINDS[pane] and row.table == table and row.shown)
    return tuple(mark for row in sorted(here, key=lambda row: row.place) for mark in (row.mark, row.reads) if mark)


def _compared(page: Page, expected: tuple[str, ...], tables: dict[str, str]) -> Iterator[tuple[str, str]]:
    shown = Counter(page.marks)
    where = f"on {page.who}'s {page.pane}"
    for mark in expected:
        if not shown[mark]:
            yield "lost", f"{mark} is not {where}"
    for mark, times in shown.items():
        if times > 1:
            yield "doubled", f"{mark} is {times} times {where}"
        if mark not in expected:
            foreign = page.table and tables.get(mark) not in (None, page.table)
            yield "leak" if foreign else "invented", f"{mark} is {where}, where it does not belong"
    if shown == Counter(expected) and page.marks != expected:
        at = next(place for place, pair in enumerate(zip(page.marks, expected, strict=True)) if pair[0] != pair[1])
        yield "disorder", f"{page.marks[at]} is in place {at + 1} {where} instead of {expected[at]}"


def on_the_lines(history: History) -> Iterator[tuple[str, str]]:
    """On one socket a room's versions rise. After `subscribed` each follows the one before, unless `behind` came between."""
    told: dict[tuple, int] = {}
    known: dict[tuple, int] = {}
    for event in history.of("heard"):
        key = (event.who, event.line, event.place)
        if event.kind == "told":
            if event.version <= told.get(key, -1):
                yield "disorder", f"{event.who} heard version {event.version} of {event.place} after {told[key]}"
            elif event.after > known.get(key, event.after):
                yield "disorder", f"{event.who} heard version {event.version} of {event.place} right after {known[key]}"
            told[key] = event.version
        if event.kind == "subscribed" or key in known:
            known[key] = max(event.version, known.get(key, -1), told.get(key, -1))


def between_the_lines(history: History) -> Iterator[tuple[str, str]]:
    """A version of a room is told to everyone in the same words, in each language."""
    first: dict[tuple, Event] = {}
    for event in history.of("heard"):
        if event.kind == "told":
            language, _space, digest = event.words.partition(" ")
            before = first.setdefault((event.place, event.version, language), event)
            if before.words.partition(" ")[2] != digest:
                yield (
                    "disorder",
                    f"{event.who} and {before.who} heard otherwise in version {event.version} of {event.place}",
                )


def leaks(history: History) -> Iterator[tuple[str, str]]:
    """What was written at a table reaches its members only, and a comment reaches nobody before it is shown."""
    invoked = {event.mark: event for event in history.of("invoke")}
    shown = {event.mark: event.at for event in reversed([*history.of("show")])}
    for event in history.of("seen"):
        post = invoked.get(event.mark)
        if post is None:
            yield "invented", f"{event.who} received {event.mark}, which nobody wrote"
        elif post.kind == "comment":
            if event.at < shown.get(event.mark, float("inf")):
                yield "leak", f"{event.who} received the comment {event.mark} before it was shown"
        elif history.members[event.who] != post.place:
            yield "leak", f"{event.who} received the {post.kind} {event.mark} of another table"
    for event in history.of("stray"):
        yield "leak", f"{event.who} heard of room {event.place}, which their pages do not show"


def the_rest(history: History) -> Iterator[tuple[str, str]]:
    """Nobody loses access, nothing is stuck, and no simulated participant broke."""
    for event in history.events:
        if event.what in {"shut out", "stuck", "broken"}:
            yield event.what, f"{event.who}: {event.words} {event.place}"


JUDGES = (in_the_database, edits_in_the_database, on_the_pages, on_the_lines, between_the_lines, leaks, the_rest)
