"""Each guard is switched off in a started process from outside, and the checker finds violations.

The same fault with the guard on comes first, and the checker finds nothing; so it is the guard that matters.
"""

from __future__ import annotations

import asyncio
from itertools import count
from uuid import uuid4

import psycopg
import pytest

from tests.history.checker import violations
from tests.history.http import Browser
from tests.history.people import gathered, until
from tests.history.person import Person
from tests.history.record import Day, History

HEARTBEATS = 8.0  # seconds; eight heartbeats with the quick one
WITHIN = 60.0  # seconds; the machine may be busy
ONCE = "finding_once_a_participant"


@pytest.fixture(scope="module")
def told(installation) -> dict:
    return installation.day(8)


@pytest.fixture(scope="module")
def numbers() -> count:
    return count(1)


@pytest.fixture
def day(units, told, numbers):
    """Begin a day at a web process with these switches."""

    def begun(*switches: str) -> Day:
        units.web("broken", "plain files", *switches)
        units.answers("broken")
        return Day(units.ports["broken"], told, History(), numbers=numbers)

    return begun


def judged(history: History) -> set[str]:
    return {violation.what for violation in violations(history)}


# ── versions decide what is delivered when ──


async def everyone_hears_talk(day: Day) -> set[str]:
    def lines() -> list:
        return [event for event in day.history.events if event.what == "heard"]

    async with gathered(day) as people:
        for _time in range(8):
            await people[0].say()
        assert await until(lambda: sum(event.kind == "told" for event in lines()) >= 8, within=WITHIN)
        await asyncio.sleep(1)
    return judged(History(events=lines()))


async def test_notifications_out_of_order_are_told_in_order(day):
    assert await everyone_hears_talk(day("notifications out of order")) == set()


async def test_without_the_look_at_versions_they_are_not(day):
    assert await everyone_hears_talk(day("notifications out of order", "no look at versions")) == {"disorder"}


# ── a unique index decides what is one post ──


async def sent_twice_at_once(day: Day, installation) -> set[str]:
    async with gathered(day) as people:
        ana = people[0]
        name, twice = day.mark(), [Browser(day.port, ana.cookies) for _time in range(2)]
        fields = {"title": f"Found {name}", "risk": "high", "client_id": str(uuid4())}
        day.history.add(ana.name, "invoke", mark=name, kind="finding", place=ana.table)
        answers = await asyncio.gather(
            *(browser.post(f"{ana.place}/findings/", fields, within=WITHIN) for browser in twice)
        )
        assert [answer.status for answer in answers] == [200, 200]
        day.history.add(ana.name, "ok", mark=name)
    rows = [row for row in installation.written(day.told["session"]) if row.mark == name]
    told = [event for event in day.history.events if event.mark == name]
    return judged(History(members=day.history.members, events=told, rows=rows))


async def test_a_finding_sent_twice_at_once_is_one(day, installation):
    assert await sent_twice_at_once(day(), installation) == set()


async def test_without_the_unique_index_it_is_two(day, installation):
    with psycopg.connect(installation.variables["DATABASE_URL"], autocommit=True) as database:
        database.execute(f"ALTER TABLE reviews_finding DROP CONSTRAINT {ONCE}")
        try:
            assert await sent_twice_at_once(day(), installation) == {"doubled"}
        finally:
            database.execute(
                "DELETE FROM reviews_finding WHERE client_id IN "
                "(SELECT client_id FROM reviews_finding GROUP BY client_id HAVING count(*) > 1)"
            )
            database.execute(f"ALTER TABLE reviews_finding ADD CONSTRAINT {ONCE} UNIQUE (participant_id, client_id)")


# ── a table's panes are for its members ──


async def the_neighbour_fetches(day: Day) -> tuple[int, set[str]]:
    async with gathered(day) as people:
        ana = people[0]
        neighbour = next(person for person in people if person.table != ana.table)
        await ana.say()
        answer = await neighbour.reading.get(ana.panes["talk"].src, within=WITHIN)
        neighbour.saw(answer.text)
    said = [event for event in day.history.events if event.what in {"invoke", "seen"}]
    return answer.status, judged(History(members=day.history.members, events=this_day(said)))


def this_day(events: list) -> list:
    """Leave out events about posts of earlier days: the table still shows those."""
    invoked = {event.mark for event in events if event.what == "invoke"}
    return [event for event in events if event.mark in invoked]


async def test_another_tables_pane_is_not_there(day):
    assert await the_neighbour_fetches(day()) == (404, set())


async def test_without_the_access_check_it_leaks(day):
    assert await the_neighbour_fetches(day("tables stand open")) == (200, {"leak"})


# ── the heartbeat heals what notifications lose ──


async def all_notifications_are_lost(day: Day, *, within: float) -> bool:
    """Return whether the others see what one member said."""
    async with gathered(day) as people:
        ana = people[0]
        others = [person for person in people[1:] if person.table == ana.table]
        await ana.say()
        return await until(lambda: all(shows(other, ana) for other in others), within=within)


def shows(other: Person, ana: Person) -> bool:
    said = [event.mark for event in ana.history.of("ok")]
    return set(said) <= set(other.panes["talk"].marks())


async def test_without_a_single_notification_everyone_hears_within_a_heartbeat(day):
    assert await all_notifications_are_lost(day("notifications lost", "quick heartbeat"), within=WITHIN)


async def test_without_the_heartbeat_nobody_does(day):
    assert not await all_notifications_are_lost(day("notifications lost", "no heartbeat"), within=HEARTBEATS)
