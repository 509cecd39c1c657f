"""A web process that was started while Redis was unavailable hears the others as soon as Redis is back."""

from __future__ import annotations

from uuid import uuid4

from tests.history.http import Browser
from tests.history.people import gathered, until
from tests.history.record import Day, History, mark

WORDS, BETWEEN = 20, 3.0  # seconds; with a heartbeat each second, which joins what could not be joined before


async def test_people_at_a_process_that_started_without_redis_are_told_once_it_is_back(units, stores):
    stores["Redis"].kill()
    try:
        units.web("early", "plain files", "quick heartbeat")
        units.answers("early")
    finally:
        stores["Redis"].start()
    units.web("other", "plain files")
    units.answers("other")
    told = units.day(4)
    async with gathered(Day(units.ports["early"], told, History())) as people:
        ana = people[0]

        async def speak() -> None:
            said = {"text": f"Said {mark(1)}", "client_id": str(uuid4())}
            other = Browser(units.ports["other"], ana.cookies)
            answer = await other.post(f"{ana.place}/entries/", said, within=60)
            assert answer.status == 200

        def everyone_was_told() -> bool:
            return {event.who for event in ana.history.of("heard") if event.kind == "told"} == {
                person.name for person in people
            }

        for _word in range(WORDS):
            await speak()
            if await until(everyone_was_told, within=BETWEEN):
                return
        raise AssertionError(f"after {WORDS} words some were told nothing")
