"""Calculations for the rows: alternating rounds, medians, exponents of growth."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from statistics import median

from bench.live.harness import Harness
from bench.live.installation import Failed

Seen = dict[str, float]


def say(*words: object) -> None:
    print(*words, file=sys.stderr, flush=True)


def in_turn(rounds: int, measures: dict[str, Callable[[], Seen]]) -> dict[str, list[Seen]]:
    """Rounds in the order a b c, a b c, ..., so that a disturbance of the machine affects all of them."""
    seen: dict[str, list[Seen]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            seen[name].append(measure())
    for name, of_name in seen.items():
        say(f"    {name:<12}", " · ".join(_shortly(each) for each in of_name))
    return seen


def middle(seen: Iterable[Seen], of: Callable[[Seen], float]) -> float:
    return median(map(of, seen))


def per_copy(seen: Seen) -> float:
    """Microseconds of the server's CPU for one event at one socket."""
    if seen["lost"]:
        raise Failed(f"{seen['lost']} copies were lost, so what one costs is not known")
    return seen["cpu"] / seen["copies"] * 1e6


def copies_a_second(seen: Seen) -> float:
    return seen["copies"] / seen["seconds"]


def server_share(seen: Seen) -> float:
    """The share of its core that the server's processes used."""
    return seen["cpu"] / seen["elapsed"]


def exponent(cost: dict[int, float]) -> float:
    """The slope of log cost over log N, by least squares; 0 if the cost of a copy does not depend on N."""
    xs, ys = [math.log(n) for n in cost], [math.log(each) for each in cost.values()]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def warm(*servers: Harness) -> None:
    """Run once without measuring, which excludes one-time costs (imports, subscriptions, the first frames)."""
    for harness in servers:
        if lost := harness.run(5)["lost"]:
            raise Failed(f"{harness.kind}: {lost} copies of the first five posts did not come. {harness.last_words()}")


def _shortly(seen: Seen) -> str:
    words = [f"{seen['cpu'] / seen['copies'] * 1e6:.2f} µs/copy"] if seen.get("copies") else []
    words += [f"{copies_a_second(seen):,.0f} copies/s"] if seen.get("copies") else []
    words += [f"p50 {seen['p50']:.1f} p99 {seen['p99']:.1f} ms"] if "p50" in seen else []
    words += [f"server {server_share(seen):.0%} client {seen['client_share']:.0%}"] if "elapsed" in seen else []
    words += [f"{name} {seen[name]}" for name in ("lost", "doubled", "behind", "left") if seen.get(name)]
    return ", ".join(words)
