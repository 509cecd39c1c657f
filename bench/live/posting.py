"""The product's own path: POST of a finding, the database, 200 sockets; beside the same view written the stock way."""

from __future__ import annotations

import asyncio
import itertools
import time
from statistics import median
from uuid import uuid4

from bench.live import postgres
from bench.live.browsers import CSRF, Connection
from bench.live.figures import Seen, in_turn, middle, say
from bench.live.ground import Failed, Ground
from bench.live.stand import Stand

LISTENERS = 200
WRITERS = 16  # requests on their way at a time
POSTS = {"ours": 250, "site": 100}  # of a round


def post(ground: Ground, rounds: int) -> dict[str, float]:
    """On SQLite and on PostgreSQL; the lower ratio counts, and with it come its times. Without both there is no figure."""
    on_sqlite = _beside_stock(ground, rounds)
    with postgres.on_postgres(ground.folder) as other:
        on_postgres = _beside_stock(other, rounds)
    return min(on_sqlite, on_postgres, key=lambda figures: figures["post_ratio"])


def _beside_stock(ground: Ground, rounds: int) -> dict[str, float]:
    with (
        Stand(ground, "ours", LISTENERS, room="table") as ours,
        Stand(ground, "site", LISTENERS, room="table") as site,
    ):
        for stand in (ours, site):
            _round(stand, 20)
        seen = in_turn(
            rounds, {"ours": lambda: _round(ours, POSTS["ours"]), "stock": lambda: _round(site, POSTS["site"])}
        )
    rates = {name: middle(each, lambda one: one["posts_a_second"]) for name, each in seen.items()}
    say(f"    {type(ground).__name__}, posts/s: ours {rates['ours']:.0f}, stock {rates['stock']:.0f}")
    return {
        "post_ratio": rates["ours"] / rates["stock"],
        "post_p50_ms": middle(seen["ours"], lambda one: one["p50"]),
        "post_p99_ms": middle(seen["ours"], lambda one: one["p99"]),
    }


def _round(stand: Stand, posts: int) -> Seen:
    """Posts as fast as 16 writers come through. Late is counted from the request to the last of the sockets."""
    before, began, busy = stand.cpu(), time.monotonic(), time.process_time()
    first = stand.ask(f"watch {posts}")["first"]
    sent = asyncio.run(_write_all(stand, first, posts))
    written, used = time.monotonic() - began, time.process_time() - busy
    seen = stand.answer()
    late = sorted((done - at) * 1000 for done, at in zip(seen["done"], sent, strict=True) if done)
    if len(late) < posts:
        raise Failed(f"{stand.kind}: {posts - len(late)} of {posts} posts did not reach everybody")
    return {
        "posts_a_second": posts / (max(seen["done"]) - began),
        "copies": seen["copies"],
        "seconds": seen["seconds"],
        "p50": median(late),
        "p99": late[int(0.99 * (posts - 1))],
        "cpu": stand.cpu() - before,
        "wall": time.monotonic() - began,
        "client_share": seen["client_share"] + used / written,
        "lost": seen["lost"],
    }


async def _write_all(stand: Stand, first: int, posts: int) -> list[float]:
    """The moment each post was sent, by its number."""
    sent = [0.0] * posts
    numbers = iter(range(posts))
    day = stand.ground.day()
    path = f"/s/{day['session']}/tables/{day['group']}/findings/"

    async def writer(seats: str, login: str) -> None:
        mine = f"{day['cookie']}={seats}" if stand.kind == "ours" else f"sessionid={login}"
        async with Connection(stand.ports[0], f"csrftoken={CSRF}; {mine}") as line:
            for number in numbers:
                sent[number] = time.monotonic()
                answer = await line.post(path, _finding(first + number, day["topic"]))
                if answer.status != 200:
                    raise Failed(f"{stand.kind}: a finding was answered {answer.status}. {answer.body[-300:]!r}")

    people = itertools.cycle(day["writers"])
    await asyncio.gather(*(writer(*next(people)) for _ in range(WRITERS)))
    return sent


def _finding(number: int, topic: str) -> dict[str, str]:
    return {
        "client_id": str(uuid4()),
        "title": f"~{number}~ One region only",
        "as_is": "All of it runs in one region.",
        "to_be": "A second one takes over within the hour, and this is rehearsed twice a year.",
        "risk": "high",
        "evidence": "¶12",
        "topic": topic,
    }
