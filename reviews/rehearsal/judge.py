"""Checks of the record and of the open pages."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from reviews.rehearsal import fragments, markup
from reviews.rehearsal.page import Page
from reviews.rehearsal.pane import Pane
from reviews.rehearsal.participant import Participant
from reviews.rehearsal.record import Record

SETTLED_WITHIN = (
    180.0  # seconds; a lost notification is repaired by a heartbeat of ten, and the server's machine may be busy
)
LOOK_EVERY = 0.1
LOOKS = 6
MINE_ALONE = ("/me/",)  # panes that show what is one person's own


async def until(true: Callable[[], bool], within: float) -> bool:
    """Return whether it became true in time."""
    for _look in range(int(within / LOOK_EVERY)):
        if true():
            return True
        await asyncio.sleep(LOOK_EVERY)
    return true()


async def everyone_saw(record: Record, people: Iterable[Participant], pillar: int) -> None:
    """Each acknowledged post is shown exactly once on the page of every member of its table."""
    at_table: dict[str, list[Participant]] = defaultdict(list)
    for one in people:
        at_table[one.table].append(one)
    posts = [
        (
            mark,
            said,
            [(one.name, one.page.pane("/talk/" if said.kind == "talk" else "/board/")) for one in at_table[said.table]],
        )
        for mark, said in record.said.items()
        if said.pillar == pillar and said.kind != "comment" and said.ok
    ]

    def times(mark: str, pane: Pane) -> int:
        return sum(mark in markup.text(row) for row in pane.root.iter("li"))

    await until(lambda: all(times(mark, pane) for mark, _said, panes in posts for _name, pane in panes), SETTLED_WITHIN)
    for mark, said, panes in posts:
        for name, pane in panes:
            if times(mark, pane) != 1:
                record.violation(f"{name} sees the {said.kind} {mark} {times(mark, pane)} times")
        last = max((record.seen.get((name, mark), said.ok) for name, _pane in panes), default=said.ok)
        record.hearing.append(last - said.invoked)


async def hearing_is_fetching(record: Record, pages: Iterable[Page]) -> None:
    """Every open pane equals what is fetched now. Facilitators have buttons in some panes, and are compared among themselves."""
    shown: dict[tuple[str, str, bool], list[tuple[Page, Pane]]] = defaultdict(list)
    for page in pages:
        for pane in page.panes:
            if pane.room and not pane.every and not pane.src.endswith(MINE_ALONE):
                shown[pane.src, page.language, page.browser.participant].append((page, pane))
    await asyncio.gather(*(_compare(record, those) for those in shown.values()))


async def _compare(record: Record, those: list[tuple[Page, Pane]]) -> None:
    src = those[0][1].src
    for _look in range(LOOKS):  # a room may change during a look
        answer = await those[0][0].browser.get(src, what="comparison")
        if answer.status_code != 200:
            return
        version, fetched = int(answer.headers["Room-Version"]), fragments.parsed(answer.text)
        await until(partial(_all_are_at, those, version), SETTLED_WITHIN)
        if all(pane.version == version and not pane.renewals for _page, pane in those):
            for page, pane in those:
                record.counts["panes compared"] += 1
                if where := fragments.difference(pane.root, fetched):
                    record.violation(
                        f"{page.browser.who} sees another {src} than is fetched at version {version}: {where}"
                    )
            return
    behind = [f"{page.browser.who} at {pane.version}" for page, pane in those if pane.version < version]
    if behind:
        record.violation(f"{src} is at version {version}, but {', '.join(behind)}")


def _all_are_at(those: list[tuple[Page, Pane]], version: int) -> bool:
    return all(pane.version >= version and not pane.renewals for _page, pane in those)


def nobody_saw_what_is_not_theirs(record: Record, people: Iterable[Participant], tables: dict[str, str]) -> None:
    """Talk stays at its table; findings until the presentation; comments until they are shown."""
    names = {one.name for one in people}
    for (who, mark), at in record.seen.items():
        said = record.said.get(mark)
        if said is None or who not in names or (said.table and tables.get(who) == said.table):
            continue
        if at < said.open_from:
            record.violation(f"{who} received the {said.kind} {mark}, which was not theirs to see")


def every_comment_came_out(record: Record, handled: set[str], people: Iterable[Participant]) -> None:
    for mark, said in record.said.items():
        if said.kind == "comment" and said.ok and mark not in handled:
            record.violation(f"the comment {mark} was acknowledged and never reached the desk")
    for one in people:
        here = one.page.has("/comments/")
        shown = markup.text(one.page.pane("/comments/").root) if here else ""
        for mark, said in record.said.items():
            if here and said.kind == "comment" and said.open_from < float("inf") and shown.count(mark) != 1:
                record.violation(f"{one.name} sees the comment {mark} {shown.count(mark)} times")
