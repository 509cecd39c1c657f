"""A thousand people join at once, and the same thousand reconnect at once, all from one address.

Ours: the main room's page, a socket that is subscribed to main room and screen, the pane of 200 comments. Stock: its page, a socket,
the same 200 comments. Everyone has their own membership cookie, which is checked as usual.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from bench.live.browsers import CSRF, Connection, Refused
from bench.live.figures import Seen, in_turn, middle, say
from bench.live.harness import Harness
from bench.live.installation import Failed, Installation

PEOPLE = 1_000
FEW = 200  # people for stock, whose rate does not depend on their number; for ours, too, if a thousand would take too long
LONGEST = 45.0  # seconds that a thousand of ours may take in each round
AT_ONCE = 200  # connections at a time; the others wait, as in a kernel's backlog

Come = Callable[[AsyncExitStack, Harness, str], Awaitable[bytes]]


def join(installation: Installation, rounds: int) -> dict[str, float]:
    return {"join_ratio": _beside_stock(installation, rounds, _joins)["ratio"]}


def reconnect(installation: Installation, rounds: int) -> dict[str, float]:
    """Measure reconnecting. `reconnect_1000_s` is None if a thousand would take too long; it is never extrapolated."""
    found = _beside_stock(installation, rounds, _comes_back)
    whole = {"reconnect_1000_s": found["seconds"]} if found["people"] == PEOPLE else {}
    return {"reconnect_ratio": found["ratio"]} | whole


def _beside_stock(installation: Installation, rounds: int, come: Come) -> dict[str, float]:
    with Harness(installation, "ours", 0) as ours, Harness(installation, "site", 0) as site:
        for harness in (ours, site):
            asyncio.run(_all_come(harness, come, 20))
        people = PEOPLE if asyncio.run(_all_come(ours, come, 50)) * PEOPLE / 50 <= LONGEST else FEW
        seen = in_turn(rounds, {"ours": lambda: _storm(ours, come, people), "stock": lambda: _storm(site, come, FEW)})
    seconds = {name: middle(each, lambda one: one["seconds"]) for name, each in seen.items()}
    rates = {"ours": people / seconds["ours"], "stock": FEW / seconds["stock"]}
    say(f"    a second: ours {rates['ours']:.0f} ({people} came), stock {rates['stock']:.0f} ({FEW} came)")
    return {"ratio": rates["ours"] / rates["stock"], "seconds": seconds["ours"], "people": people}


def _storm(harness: Harness, come: Come, people: int) -> Seen:
    before, began, busy = harness.cpu(), time.monotonic(), time.process_time()
    seconds = asyncio.run(_all_come(harness, come, people))
    screen = time.monotonic() - began
    return {
        "seconds": seconds,
        "cpu": harness.cpu() - before,
        "screen": screen,
        "client_share": (time.process_time() - busy) / screen,
    }


async def _all_come(harness: Harness, come: Come, people: int) -> float:
    """Seconds until the last of them is connected and all have read the same. All stay connected until then."""
    few = asyncio.Semaphore(AT_ONCE)
    day = harness.installation.day()

    async def one(line: AsyncExitStack, membership: str, login: str) -> bytes:
        async with few:
            mine = f"{day['cookie']}={membership}; csrftoken={CSRF}" if harness.kind == "ours" else f"sessionid={login}"
            return await come(line, harness, mine)

    async with AsyncExitStack() as open_lines:
        began = time.monotonic()
        try:
            read = await asyncio.gather(*(one(open_lines, *cookies) for cookies in day["in_main_room"][:people]))
        except (Refused, OSError, asyncio.IncompleteReadError) as reason:
            raise Failed(f"{harness.kind}: somebody was refused: {reason!r}. {harness.last_words()}") from None
        seconds = time.monotonic() - began
    if len(set(read)) != 1:
        raise Failed(f"{harness.kind}: not all read the same")
    return seconds


async def _joins(lines: AsyncExitStack, harness: Harness, cookies: str) -> bytes:
    day = harness.installation.day()
    page = await lines.enter_async_context(Connection(harness.ports[0], cookies))
    answer = await page.get(f"/s/{day['session']}/main/")
    if answer.status != 200:
        raise Refused(f"the page was answered {answer.status}")
    return await _subscribes_and_reads(lines, harness, cookies, page)


async def _comes_back(lines: AsyncExitStack, harness: Harness, cookies: str) -> bytes:
    page = await lines.enter_async_context(Connection(harness.ports[0], cookies))
    return await _subscribes_and_reads(lines, harness, cookies, page)


async def _subscribes_and_reads(lines: AsyncExitStack, harness: Harness, cookies: str, page: Connection) -> bytes:
    day = harness.installation.day()
    socket = await lines.enter_async_context(Connection(harness.ports[0], cookies))
    if harness.kind == "ours":
        await socket.subscribe("/live/?language=en", [day["main"], day["screen"]])
    else:
        await socket.subscribe(f"/live/{day['session']}/", [day["session"]])
    answer = await page.get(f"/s/{day['session']}/comments/")
    if answer.status != 200:
        raise Refused(f"the comments were answered {answer.status}")
    return answer.body
