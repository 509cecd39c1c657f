"""The cost of readers: the memory of idle ones, and the effect of those that stop reading on themselves and on others."""

from __future__ import annotations

import time
from statistics import median

from bench.live.figures import in_turn, middle, say, warm
from bench.live.harness import Harness
from bench.live.installation import Installation

MANY = 4_000
N, DEAF = 200, 5
SETTLED = 3.0  # seconds
RATE, SECONDS, LETTERS = 400, 3, 1_000  # more than all buffers on the way can hold


def memory(installation: Installation, rounds: int) -> dict[str, float]:
    """Proportional set size of the server with 4,000 idle sockets, minus that with none. Each round uses a new server."""
    each = [_a_connection_costs(installation) for _ in range(rounds)]
    say(f"    KiB per connection: {[round(kib, 1) for kib in each]}")
    return {"kib_per_connection": median(each)}


def _a_connection_costs(installation: Installation) -> float:
    with Harness(installation, "ours", 1) as ours:  # so that late imports are included
        ours.leave()
        time.sleep(SETTLED)
        empty = ours.pss_kib()
        ours.listeners = MANY
        ours.connect()
        time.sleep(SETTLED)
        return (ours.pss_kib() - empty) / MANY


def slow(installation: Installation, rounds: int) -> dict[str, float]:
    """Five of 200 stop reading while 400 posts a second are told: the latency of the others, and the cost of the five."""
    told: list[int] = []
    kib: list[float] = []
    with Harness(installation, "ours", N, deaf=DEAF) as ours:
        warm(ours)

        def without() -> dict[str, float]:
            return ours.run(RATE * SECONDS, rate=RATE, letters=LETTERS)

        def with_deaf() -> dict[str, float]:
            before = ours.pss_kib()
            ours.ask("deaf")
            seen = without()
            kib.append((ours.pss_kib() - before) / DEAF)
            told.extend(ours.ask("hear")["behind"])
            return seen

        seen = in_turn(rounds, {"all read": without, "five do not": with_deaf})
    say(f"    told to come back: {told}, and for each of them {[round(each) for each in kib]} KiB")
    late = {name: middle(each, lambda one: one["p99"]) for name, each in seen.items()}
    return {
        "slow_reader_ratio": late["five do not"] / late["all read"],
        "slow_told_least": min(told),
        "slow_told_most": max(told),
        "slow_kib": max(kib),
    }
