"""The complete path of a POST at a table: the view, the database, the sockets.

Measures the cost of a single post, and how many findings a second reach 200 sockets, compared with the same view in stock Django.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from statistics import median
from uuid import uuid4

from bench.live import postgres
from bench.live.browsers import CSRF, Connection
from bench.live.figures import Seen, in_turn, middle, say
from bench.live.harness import Harness
from bench.live.installation import Failed, Installation

LISTENERS, AT_A_TABLE = 200, 20
WRITERS = 16  # requests in flight at a time
ONE_BY_ONE, PAUSE = 100, 0.03  # posts per round, and seconds after each; in a busy room they would share frames
POSTS = {"ours": 250, "site": 100}  # per round


def post(installation: Installation, rounds: int) -> dict[str, float]:
    """The ratio on SQLite and on PostgreSQL, of which the lower counts, with its times. Without both there is no figure."""
    on_sqlite = _beside_stock(installation, rounds)
    with postgres.on_postgres(installation.folder) as other:
        on_postgres = _beside_stock(other, rounds)
    return min(on_sqlite, on_postgres, key=lambda figures: figures["post_ratio"])


def cost(installation: Installation, rounds: int) -> dict[str, float]:
    """Milliseconds of the web process's CPU for one post of talk, and for one finding, with 20 sockets at the table.

    Posts are sent one at a time, so that each is told separately. On SQLite and on PostgreSQL, without PostgreSQL's own
    processes; the worse counts.
    """
    seen = [_cost(installation, rounds)]
    with postgres.on_postgres(installation.folder) as other:
        seen.append(_cost(other, rounds))
    return {key: max(one[key] for one in seen) for key in seen[0]}


def _cost(installation: Installation, rounds: int) -> dict[str, float]:
    with Harness(installation, "ours", AT_A_TABLE, room="table") as harness:
        for what in FORMS:
            _one_by_one(harness, what)
        seen = in_turn(rounds, {what: lambda what=what: _one_by_one(harness, what) for what in FORMS})
    costs = {what: middle(each, lambda one: one["cpu"] / ONE_BY_ONE * 1000) for what, each in seen.items()}
    say(
        f"    {type(installation).__name__}, ms of CPU a post: entries {costs['entries']:.2f}, findings {costs['findings']:.2f}"
    )
    return {"talk_cpu_ms": costs["entries"], "finding_cpu_ms": costs["findings"]}


def _one_by_one(harness: Harness, what: str) -> Seen:
    return _round(harness, ONE_BY_ONE, what=what, writers=1, pause=PAUSE)


def _beside_stock(installation: Installation, rounds: int) -> dict[str, float]:
    with (
        Harness(installation, "ours", LISTENERS, room="table") as ours,
        Harness(installation, "site", LISTENERS, room="table") as site,
    ):
        for harness in (ours, site):
            _round(harness, 20)
        seen = in_turn(
            rounds, {"ours": lambda: _round(ours, POSTS["ours"]), "stock": lambda: _round(site, POSTS["site"])}
        )
    rates = {name: middle(each, lambda one: one["posts_a_second"]) for name, each in seen.items()}
    say(f"    {type(installation).__name__}, posts/s: ours {rates['ours']:.0f}, stock {rates['stock']:.0f}")
    return {
        "post_ratio": rates["ours"] / rates["stock"],
        "post_p50_ms": middle(seen["ours"], lambda one: one["p50"]),
        "post_p99_ms": middle(seen["ours"], lambda one: one["p99"]),
    }


def _round(harness: Harness, posts: int, *, what: str = "findings", writers: int = WRITERS, pause: float = 0.0) -> Seen:
    """Post as fast as these writers are answered. The latency is from the request to the last of the sockets."""
    before, began, busy = harness.cpu(), time.monotonic(), time.process_time()
    first = harness.ask(f"watch {posts}")["first"]
    sent = asyncio.run(_write_all(harness, first, posts, what, writers, pause))
    written, used = time.monotonic() - began, time.process_time() - busy
    seen = harness.answer()
    late = sorted((done - at) * 1000 for done, at in zip(seen["done"], sent, strict=True) if done)
    if len(late) < posts:
        raise Failed(f"{harness.kind}: {posts - len(late)} of {posts} posts did not reach everybody")
    return {
        "posts_a_second": posts / (max(seen["done"]) - began),
        "copies": seen["copies"],
        "seconds": seen["seconds"],
        "p50": median(late),
        "p99": late[int(0.99 * (posts - 1))],
        "cpu": harness.cpu() - before,
        "elapsed": time.monotonic() - began,
        "client_share": seen["client_share"] + used / written,
        "lost": seen["lost"],
    }


async def _write_all(harness: Harness, first: int, posts: int, what: str, writers: int, pause: float) -> list[float]:
    """The moment at which each post was sent, by its number."""
    sent = [0.0] * posts
    numbers = iter(range(posts))
    day = harness.installation.day()
    path = f"/s/{day['session']}/tables/{day['group']}/{what}/"

    async def writer(membership: str, login: str) -> None:
        mine = f"{day['cookie']}={membership}" if harness.kind == "ours" else f"sessionid={login}"
        async with Connection(harness.ports[0], f"csrftoken={CSRF}; {mine}") as line:
            for number in numbers:
                sent[number] = time.monotonic()
                answer = await line.post(path, FORMS[what](first + number, day["topic"]))
                if answer.status != 200:
                    raise Failed(
                        f"{harness.kind}: one of the {what} was answered {answer.status}. {answer.body[-300:]!r}"
                    )
                await asyncio.sleep(pause)

    people = itertools.cycle(day["writers"])
    await asyncio.gather(*(writer(*next(people)) for _ in range(writers)))
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


def _entry(number: int, _topic: str) -> dict[str, str]:
    return {
        "client_id": str(uuid4()),
        "text": f"~{number}~ All of it runs in one region, and nobody has tried to restore it.",
    }


FORMS = {"entries": _entry, "findings": _finding}
