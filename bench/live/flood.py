"""A flood of comments from one address, and its effect on others: posts at a table, comments from other addresses."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

from bench.live.browsers import CSRF, Answer, Connection
from bench.live.figures import Seen, in_turn, middle, say
from bench.live.harness import Harness
from bench.live.installation import Failed, Installation

LASTS = 10.0  # seconds
FLOODERS = 16  # connections from one address; each posts again as soon as it is answered
WRITERS, EVERY = 4, 0.25  # people at a table; seconds between two posts of one person
OTHERS, SELDOM = 5, 2.0  # other addresses that comment; seconds between two comments of one, far below the limit
ACCEPTED, LATER = 202, 429


def flood(installation: Installation, rounds: int) -> dict[str, float]:
    with Harness(installation, "ours", 0) as harness:
        seen = in_turn(
            rounds,
            {
                "quiet": lambda: asyncio.run(_round(harness, flooders=0)),
                "flood": lambda: asyncio.run(_round(harness, flooders=FLOODERS)),
            },
        )
    flooded, quiet = seen["flood"], seen["quiet"]
    say(
        f"    posts p95: quiet {middle(quiet, _of('posts')):.0f}, flood {middle(flooded, _of('posts')):.0f} ms;"
        f" comments tried by one address: {middle(flooded, _of('tried')):.0f} in {LASTS:.0f} s,"
        f" accepted {middle(flooded, _of('accepted')):.0f}"
    )
    return {
        "flood_post_p95_ms": middle(flooded, _of("posts")),
        "flood_post_ratio": middle(flooded, _of("posts")) / middle(quiet, _of("posts")),
        "flood_comment_p95_ms": middle(flooded, _of("comments")),
    }


def _of(name: str) -> Callable[[Seen], float]:
    return lambda seen: seen[name]


async def _round(harness: Harness, *, flooders: int) -> Seen:
    day, ends = harness.installation.day(), time.monotonic() + LASTS
    memberships = itertools.cycle(cookie for cookie, _login in day["writers"])
    good = await _pass(harness, f"{day['cookie']}={next(memberships)}")
    comments = f"/c/{day['session']}/"
    posts: list[float] = []
    of_others: list[float] = []
    statuses: list[int] = []

    async def floods() -> None:
        async with Connection(harness.ports[0], "", local="127.0.0.1") as line:
            while time.monotonic() < ends:
                statuses.append((await _comment(line, comments, good)).status)

    async def writes(cookie: str) -> None:
        path = f"/s/{day['session']}/tables/{day['group']}/entries/"
        async with Connection(harness.ports[0], f"csrftoken={CSRF}; {day['cookie']}={cookie}") as line:
            while time.monotonic() < ends:
                words = {"client_id": str(uuid4()), "text": "Nobody has tried to restore it."}
                posts.append(await _late(line.post(path, words), wanted=200))
                await asyncio.sleep(EVERY)

    async def comments_elsewhere(local: str) -> None:
        async with Connection(harness.ports[0], "", local=local) as line:
            while time.monotonic() < ends:
                of_others.append(await _late(_comment(line, comments, good), wanted=ACCEPTED))
                await asyncio.sleep(SELDOM)

    await asyncio.gather(
        *(floods() for _number in range(flooders)),
        *(writes(next(memberships)) for _number in range(WRITERS)),
        *(comments_elsewhere(f"127.0.0.{2 + number}") for number in range(OTHERS)),
    )
    if strange := set(statuses) - {ACCEPTED, LATER}:
        raise Failed(f"the flood was answered {strange}")
    return {
        "posts": _p95(posts),
        "comments": _p95(of_others),
        "tried": len(statuses),
        "accepted": statuses.count(ACCEPTED),
    }


async def _pass(harness: Harness, cookie: str) -> str:
    day = harness.installation.day()
    async with Connection(harness.ports[0], cookie) as line:
        pane = (await line.get(f"/s/{day['session']}/comments/pass/")).body.decode()
    return re.findall(r'data-comment-pass="(\w+)"', pane)[0]


def _comment(line: Connection, path: str, good: str) -> Awaitable[Answer]:
    comment = {"text": "One region only.", "hash": uuid4().hex * 2, "pass": good}
    return line.post_json(path, json.dumps(comment))


async def _late(answer: Awaitable[Answer], *, wanted: int) -> float:
    """Milliseconds until the request was acknowledged."""
    began = time.monotonic()
    if (status := (await answer).status) != wanted:
        raise Failed(f"a post beside the flood was answered {status}")
    return (time.monotonic() - began) * 1000


def _p95(late: list[float]) -> float:
    return sorted(late)[int(0.95 * (len(late) - 1))]
