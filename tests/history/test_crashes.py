"""A web process dies at each point in the life of a finding: afterwards there is one finding, and everyone sees it.

The points are put into the started process from outside (tests/history/bootstrap.py). The writer of the finding retries with
the same client id once the process is back; the others at the table listen to another process, which keeps running.
The answer to a finding has no body, so there is no point between its head and its body.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from reviews.rehearsal import fragments
from tests.history.bootstrap import POINTS
from tests.history.checker import Violation, violations
from tests.history.http import Browser, Lost
from tests.history.installation import Installation
from tests.history.people import gathered, until
from tests.history.person import Person
from tests.history.record import Day, History, mark

TIMES = 10 if os.environ.get("MINUTES") else 1
AT_A_TABLE = 4
AT_ONCE = 2
WITHIN = 60.0  # seconds: a heartbeat comes every ten, and the machine may be busy


@dataclass
class Death:
    """What happened after the process died at one point."""

    ended_with: int = 0
    answers: list[int] = field(default_factory=list)  # of the retries
    is_seen: bool = False  # by all others at the table, as it is fetched
    violations: list[Violation] = field(default_factory=list)


@pytest.fixture(scope="module")
def deaths(installation) -> Iterator[dict[str, list[Death]]]:
    """Let the process die at each point, at a table of its own, two at a time."""
    died: dict[str, list[Death]] = defaultdict(list)
    try:
        for _time in range(TIMES):
            installation.web("home", "plain files")
            installation.answers("home")
            for point, death in asyncio.run(_everyone_dies(installation)).items():
                died[point].append(death)
            installation.end_units()
        yield died
    finally:
        installation.end_units()


async def _everyone_dies(installation: Installation) -> dict[str, Death]:
    told = installation.day(len(POINTS) * AT_A_TABLE)
    turns = asyncio.Semaphore(AT_ONCE)
    async with gathered(Day(installation.ports["home"], told, History())) as people:
        of_table = [people[at : at + AT_A_TABLE] for at in range(0, len(people), AT_A_TABLE)]
        deaths = await asyncio.gather(
            *(
                _die(installation, point, number, members, turns)
                for number, (point, members) in enumerate(zip(POINTS, of_table, strict=True), start=1)
            )
        )
        return dict(zip(POINTS, deaths, strict=True))


async def _die(
    installation: Installation, point: str, number: int, members: list[Person], turns: asyncio.Semaphore
) -> Death:
    writer, death, name = members[0], Death(), mark(number)
    fields = {"title": f"Found {name}", "risk": "high", "client_id": str(uuid4())}
    writer.history.add(writer.name, "invoke", mark=name, kind="finding", place=writer.table)
    async with turns:
        await asyncio.to_thread(_serve, installation, point, point)
        with suppress(Lost):
            first = Browser(installation.ports[point], writer.cookies)
            answer = await first.post(f"{writer.place}/findings/", fields, within=WITHIN)
            death.answers.append(answer.status)
        death.ended_with = await asyncio.to_thread(installation.units[point].process.wait, WITHIN)
        await asyncio.to_thread(_serve, installation, point)
        again = Browser(installation.ports[point], writer.cookies)
        answer = await again.post(f"{writer.place}/findings/", fields, within=WITHIN)
        death.answers.append(answer.status)
        writer.history.add(writer.name, "ok", mark=name)
        await asyncio.to_thread(installation.units[point].kill)
    await _look_at_the_others(installation, members, name, death)
    return death


def _serve(installation: Installation, name: str, *switches: str) -> None:
    installation.web(name, "plain files", *switches)
    installation.answers(name)


async def _look_at_the_others(installation: Installation, members: list[Person], name: str, death: Death) -> None:
    """Wait until the others' pages show what is fetched, then judge the whole history of the table."""
    fetched = {
        (member.panes[pane].src, member.language): await member.fetched(member.panes[pane])
        for member in members
        for pane in ("talk", "board", "comments")
    }

    def all_show_it() -> bool:
        boards = [(member.panes["board"], member.language) for member in members[1:]]
        return not any(fragments.difference(pane.root, fetched[pane.src, language]) for pane, language in boards)

    death.is_seen = await until(all_show_it, within=WITHIN)
    everything = members[0].history
    here = {member.name: member.table for member in members}
    rows = await asyncio.to_thread(installation.written, members[0].day.told["session"])
    history = History(
        members=here,
        events=[event for event in everything.events if event.who in here],
        rows=[row for row in rows if row.table == members[0].table],
        pages=[page for member in members[1:] for page in member.shown(fetched)],
    )
    death.violations = violations(history)


@pytest.mark.parametrize("point", POINTS)
def test_a_finding_survives_a_death(deaths, point):
    for death in deaths[point]:
        assert death.ended_with == -signal.SIGKILL
        assert set(death.answers) == {200}, "what was answered before the death, if anything was, and to the retry"
        assert death.violations == []
        assert death.is_seen, "the others still do not see what is fetched"


def test_a_process_that_dies_before_the_answer_has_not_answered(deaths):
    """Otherwise the points would prove nothing. Other processes are notified beside the answer, and possibly after it."""
    answered = {point for point in POINTS for death in deaths[point] if len(death.answers) > 1}
    assert answered <= {point for point in POINTS if "other processes" in point or point == "after the answer is sent"}
