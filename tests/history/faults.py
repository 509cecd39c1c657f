"""What befalls the installation, and when: a schedule that a seed decides, and the hand that carries it out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.history.proxy import Proxy
from tests.history.servers import Server

UNITS = ("web one", "web two", "worker", "beat", "Redis", "PostgreSQL")
WEATHER = ("hole", "reset", "delay", "cut")
CALM_AT_FIRST = 3.0


@dataclass(frozen=True)
class Fault:
    at: float
    what: str  # kill, freeze, restart, or a weather
    whom: str
    lasts: float

    def __str__(self) -> str:
        return f"{self.at:5.1f} s  {self.what} {self.whom} for {self.lasts:.1f} s"


def schedule(chance: Random, seconds: float, *, restarts: int = 0) -> list[Fault]:
    """Each unit is killed and frozen at least once, and each weather comes, however short the play; then all over again.

    Of the units one at a time is broken, with a rest after it; the weather changes meanwhile. `restarts` of each web
    process, under load, come on top.
    """
    blows = [(what, unit) for what in ("kill", "freeze") for unit in UNITS]
    blows += [("restart", unit) for unit in ("web one", "web two")] * restarts
    times = max(1, round((seconds - CALM_AT_FIRST) / (6.0 * len(blows))))
    return sorted(
        [
            *_spread(chance, blows, times, seconds),
            *_spread(chance, [(weather, "the network") for weather in WEATHER], times, seconds),
        ],
        key=lambda fault: fault.at,
    )


def _spread(chance: Random, deck: list[tuple[str, str]], times: int, seconds: float) -> Iterator[Fault]:
    whole = [card for _time in range(times) for card in chance.sample(deck, len(deck))]
    each = (seconds - CALM_AT_FIRST) / len(whole)
    for place, (what, whom) in enumerate(whole):
        lasts = min(each * 0.6, chance.uniform(1.0, 4.0))
        yield Fault(CALM_AT_FIRST + each * place + chance.uniform(0, each * 0.2), what, whom, lasts)


async def throw(
    faults: list[Fault],
    units: dict[str, Server],
    proxy: Proxy,
    say: Callable[[str], None],
    over: Callable[[Fault], None],
) -> None:
    """All of them, and then none is left: what is down is up again, and the weather is fine. `over` hears when each is."""

    async def one(fault: Fault) -> None:
        await asyncio.sleep(fault.at)
        say(str(fault))
        await _throw(fault, units, proxy)
        over(fault)

    async with asyncio.TaskGroup() as all_of_them:
        for fault in faults:
            all_of_them.create_task(one(fault))


async def _throw(fault: Fault, units: dict[str, Server], proxy: Proxy) -> None:
    if fault.what in WEATHER:
        before = proxy.befell[fault.what]
        proxy.turn(fault.what, share=0.4)
        await asyncio.sleep(fault.lasts)
        while proxy.befell[fault.what] == before:  # nobody has opened a connection yet
            await asyncio.sleep(0.1)
        proxy.clear()
        return
    unit = units[fault.whom]
    if fault.what == "freeze":
        unit.freeze()
        await asyncio.sleep(fault.lasts)
        unit.thaw()
        return
    if fault.what == "kill":
        await asyncio.to_thread(unit.kill)
        await asyncio.sleep(fault.lasts)
    else:
        await asyncio.to_thread(unit.end)
    unit.start()
