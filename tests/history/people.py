"""All participants of a day, from when their pages are open until they are closed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import cycle

from tests.history.person import Person
from tests.history.record import Day

WITHIN = 300.0  # seconds


def everyone(day: Day, *, seed: str) -> list[Person]:
    """Return the members of all tables, half of them in each language. Their pages are not open yet."""
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
    """Open everyone's pages and wait until they show the last version. Without a seed each run differs."""
    people = everyone(day, seed=seed or secrets.token_hex())
    try:
        for person in people:
            person.open()
            await asyncio.sleep(0.01)
        assert await until(lambda: all(person.is_settled for person in people), within=WITHIN), (
            "not every page shows all its panes"
        )
        yield people
    finally:
        await asyncio.gather(*(person.close() for person in people))


async def until(true: Callable[[], bool], *, within: float) -> bool:
    """Return whether it became true in time."""
    end = asyncio.get_running_loop().time() + within
    while not true():
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(0.05)
    return True
