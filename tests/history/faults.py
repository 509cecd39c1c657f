"""The faults of a play: a schedule that the seed determines, and how each fault is caused."""

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
    what: str  # kill, freeze, restart, or a network fault
    whom: str
    lasts: float

    def __str__(self) -> str:
        return f"{self.at:5.1f} s  {self.what} {self.whom} for {self.lasts:.1f} s"


def schedule(chance: Random, seconds: float, *, restarts: int = 0) -> list[Fault]:
    """Kill and freeze each unit at least once, and cause each network fault; in a longer play again and again.

    Only one unit is broken at a time, with a pause after it; network faults overlap with that. Each web process is also
    restarted `restarts` times under load.
    """
    breaks = [(what, unit) for what in ("kill", "freeze") for unit in UNITS]
    breaks += [("restart", unit) for unit in ("web one", "web two")] * restarts
    times = max(1, round((seconds - CALM_AT_FIRST) / (6.0 * len(breaks))))
    return sorted(
        [
            *_spread(chance, breaks, times, seconds),
            *_spread(chance, [(weather, "the network") for weather in WEATHER], times, seconds),
        ],
        key=lambda fault: fault.at,
    )


def _spread(chance: Random, kinds: list[tuple[str, str]], times: int, seconds: float) -> Iterator[Fault]:
    whole = [kind for _time in range(times) for kind in chance.sample(kinds, len(kinds))]
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
    """Cause all faults and wait until each is over. `over` is called with each fault then."""

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
