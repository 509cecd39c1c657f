"""Guesses of join codes and passwords, while people join with the right code and others post at a table.

A thousand clients guess codes and a thousand guess passwords for half a minute, from 250 addresses. They begin within five
seconds, and each retries as soon as it is answered, or after the seconds that a 429 names. The latency of posts at the table is
compared with the latency just before, when nobody guessed or joined. Afterwards as many rude clients come, which retry at once
and ignore the 429.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

from bench.live import postgres
from bench.live.browsers import CSRF, Answer, Connection
from bench.live.figures import say
from bench.live.harness import Harness
from bench.live.installation import Installation
from workshop.sessions import codes

GUESSERS, ADDRESSES = 1_000, 250
QUIET, GUESSING, RUDE = 20.0, 30.0, 12.0  # seconds
JOINING = 300
POST_EVERY = 0.25  # seconds
LISTENERS = 20
COMING = 5.0  # seconds within which all guessers begin
PATIENCE = 30.0  # seconds after which a client gives up and disconnects

Guess = Callable[[Connection, int], Awaitable[Answer]]


def guess(installation: Installation, _rounds: int) -> dict[str, float]:
    """The figures, measured once on SQLite and once on PostgreSQL; the worse of each counts."""
    seen = [_on(installation)]
    with postgres.on_postgres(installation.folder) as other:
        seen.append(_on(other))
    return {key: max(one[key] for one in seen) for key in seen[0]}


def _on(installation: Installation) -> dict[str, float]:
    with Harness(installation, "ours", LISTENERS, room="table") as harness:
        return asyncio.run(_measured(harness, type(installation).__name__))


async def _measured(harness: Harness, name: str) -> dict[str, float]:
    await _talk(harness, 3.0)
    quiet = _p95(await _talk(harness, QUIET))
    async with _guessers(harness, obey=True) as told:
        before, began = harness.cpu(), time.monotonic()
        talk, joined = await asyncio.gather(_talk(harness, GUESSING), _join(harness, JOINING, GUESSING))
        share = (harness.cpu() - before) / (time.monotonic() - began)
    busy = _p95(talk)
    async with _guessers(harness, obey=False) as told_rude:
        rude, joined_rude = await asyncio.gather(_talk(harness, RUDE), _join(harness, JOINING // 3, RUDE))
    say(
        f"    {name}, posts: p95 quiet {quiet * 1000:.0f} ms, beside guesses {busy * 1000:.0f} ms; guesses {dict(told)}"
    )
    say(
        f"    {name}, server {share:.0%} of its core; joins: {dict(joined)}; posts: {dict(Counter(status for status, _seconds in talk))}"
    )
    say(f"    {name}, rude: p95 {_p95(rude) * 1000:.0f} ms; guesses {dict(told_rude)}; joins {dict(joined_rude)}")
    failed = sum(count for answers in (told, joined) for status, count in answers.items() if status >= 500)
    return {
        "guessing_ratio": busy / quiet,
        "guessing_refused": JOINING - joined[302] + sum(status != 200 for status, _seconds in talk),
        "guessing_5xx": failed + sum(status >= 500 for status, _seconds in talk),
        "guessing_rude_ratio": _p95(rude) / quiet,
        "guessing_rude_refused": JOINING // 3 - joined_rude[302] + sum(status != 200 for status, _seconds in rude),
    }


def _p95(posts: list[tuple[int, float]]) -> float:
    taken = sorted(seconds for _status, seconds in posts)
    return taken[int(0.95 * (len(taken) - 1))]


async def _talk(harness: Harness, seconds: float) -> list[tuple[int, float]]:
    """Post entries at one table, each at its time even if earlier ones are not answered. Returns statuses and seconds."""
    day = harness.installation.day()
    path = f"/s/{day['session']}/tables/{day['group']}/entries/"
    people = itertools.cycle(day["writers"])
    began = time.monotonic()

    async def post(number: int) -> tuple[int, float]:
        due = began + number * POST_EVERY
        await asyncio.sleep(due - time.monotonic())
        membership, _login = next(people)
        async with Connection(harness.ports[0], f"csrftoken={CSRF}; {day['cookie']}={membership}") as line:
            status = await _status(line.post(path, {"client_id": str(uuid4()), "text": "One region only."}))
        return status, time.monotonic() - due

    return await asyncio.gather(*(post(number) for number in range(int(seconds / POST_EVERY))))


async def _join(harness: Harness, people: int, seconds: float) -> Counter[int]:
    """Let people join with the right code, evenly over the time. Returns the status of each one's last answer."""
    code = harness.installation.day()["code"]

    async def one(number: int) -> int:
        await asyncio.sleep(number * seconds / people)
        async with Connection(harness.ports[0], f"csrftoken={CSRF}") as line:
            page = await _status(line.get(f"/j/{code}/"))
            if page != 200:
                return page
            return await _status(line.post(f"/j/{code}/", {"name": f"Chi {uuid4()}", "company": "Hoshi Freight"}))

    return Counter(await asyncio.gather(*(one(number) for number in range(people))))


async def _status(asked: Awaitable[Answer]) -> int:
    """The status of the answer; 0 if the server closed the connection without one."""
    try:
        return (await asked).status
    except (OSError, asyncio.IncompleteReadError):
        return 0


@asynccontextmanager
async def _guessers(harness: Harness, *, obey: bool) -> AsyncIterator[Counter[int]]:
    """Guess until the end of the block. Counts the answers by status, with 0 for a client that gave up."""
    told: Counter[int] = Counter()
    tasks = [
        asyncio.create_task(_guesses(harness, number, kind, told, obey=obey))
        for kind in (_code, _password)
        for number in range(GUESSERS)
    ]
    try:
        yield told
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _guesses(harness: Harness, number: int, kind: Guess, told: Counter[int], *, obey: bool) -> None:
    await asyncio.sleep(number * COMING / GUESSERS)
    address = f"127.0.{number % ADDRESSES // 100 + 1}.{number % 100 + 1}"
    while True:
        try:
            async with (
                asyncio.timeout(PATIENCE),
                Connection(harness.ports[0], f"csrftoken={CSRF}", local=address) as line,
            ):
                while True:
                    answer = await kind(line, number)
                    told[answer.status] += 1
                    if obey and answer.retry_after:
                        break
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            told[0] += 1
            continue
        await asyncio.sleep(answer.retry_after)


def _code(line: Connection, _number: int) -> Awaitable[Answer]:
    return line.get(f"/j/{''.join(secrets.choice(codes.SYMBOLS) for _ in range(codes.LENGTH))}/")


def _password(line: Connection, number: int) -> Awaitable[Answer]:
    """A guess: half of the clients try the lead's account, the others one that does not exist."""
    account = "lead@example.com" if number % 2 else f"nobody{number}@example.com"
    return line.post("/sign-in/", {"username": account, "password": secrets.token_hex(8)})
