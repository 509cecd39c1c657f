"""Many posts at once: throughput, latency, losses and order."""

from __future__ import annotations

from bench.live.figures import copies_a_second, in_turn, middle, server_share, warm
from bench.live.harness import Harness
from bench.live.installation import Installation

N, BURST_N = 1_000, 200
WINDOW = 50
RATE = 400


def in_flight(installation: Installation, rounds: int) -> dict[str, float]:
    """A closed loop with 50 posts in flight: the next one is sent when one has reached everybody."""
    with Harness(installation, "ours", N) as ours, Harness(installation, "limit", N) as limit:
        warm(ours, limit)
        seen = in_turn(
            rounds, {"ours": lambda: ours.run(1_500, window=WINDOW), "limit": lambda: limit.run(300, window=WINDOW)}
        )
    return {
        "inflight_ratio": middle(seen["ours"], copies_a_second) / middle(seen["limit"], copies_a_second),
        "inflight_p99_ms": middle(seen["ours"], lambda each: each["p99"]),
        "inflight_server_share": middle(seen["ours"], server_share),
    }


def open_loop(installation: Installation, rounds: int) -> dict[str, float]:
    """An open loop of 400 posts a second; each is a transaction with an INSERT and `tell()`."""
    with Harness(installation, "ours", N, post="/post/written/") as ours:
        warm(ours)
        seen = in_turn(rounds, {"ours": lambda: ours.run(5 * RATE, rate=RATE)})["ours"]
    return {"open_p99_ms": middle(seen, lambda each: each["p99"]), "open_lost": max(each["lost"] for each in seen)}


def burst(installation: Installation, rounds: int) -> dict[str, float]:
    """One second of 400 posts a second."""
    with Harness(installation, "ours", BURST_N) as ours:
        warm(ours)
        seen = in_turn(rounds, {"ours": lambda: ours.run(RATE, rate=RATE)})["ours"]
    return {
        "burst_lost": max(each["lost"] for each in seen),
        "burst_doubled": max(each["doubled"] for each in seen),
        "burst_orders": max(each["orders"] for each in seen),
        "burst_p99_ms": middle(seen, lambda each: each["p99"]),
    }


def quiet(installation: Installation, rounds: int) -> dict[str, float]:
    """Ten posts a second: posts are not delayed as in busy rooms."""
    with Harness(installation, "ours", BURST_N) as ours, Harness(installation, "limit", BURST_N) as limit:
        warm(ours, limit)
        seen = in_turn(rounds, {"ours": lambda: ours.run(20, rate=10), "limit": lambda: limit.run(20, rate=10)})
    waits = {kind: middle(each, lambda one: one["p50"]) for kind, each in seen.items()}
    return {"quiet_added_ms": waits["ours"] - waits["limit"]}


def two_processes(installation: Installation, rounds: int) -> dict[str, float]:
    """The same posts to a thousand sockets, split between two processes that notify each other by Redis, all on one core."""
    with Harness(installation, "ours", N) as one, Harness(installation, "ours", N, processes=2) as two:
        warm(one, two)
        seen = in_turn(
            rounds, {"one": lambda: one.run(1_000, window=WINDOW), "two": lambda: two.run(1_000, window=WINDOW)}
        )
    return {
        "two_process_ratio": middle(seen["two"], copies_a_second) / middle(seen["one"], copies_a_second),
        "two_process_lost": max(each["lost"] for each in seen["two"]),
        "two_process_orders": max(each["orders"] for each in seen["two"]),
    }
