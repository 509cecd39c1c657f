"""The cost of one copy: ours compared with the stock consumer and the limit, and with the size of the room."""

from __future__ import annotations

from contextlib import ExitStack

from bench.live.figures import exponent, in_turn, middle, per_copy, warm
from bench.live.harness import Harness
from bench.live.installation import Installation

N = 1_000
SIZES = {200: 200, 1_000: 80, 4_000: 30}  # sockets: posts per round
POSTS = {"ours": 80, "plain": 60, "limit": 150, "stock": 12}  # per round, one to three seconds each


def beside_others(installation: Installation, rounds: int) -> dict[str, float]:
    """CPU of each server per copy, with one post at a time to a thousand sockets."""
    with ExitStack() as stack:
        servers = {kind: stack.enter_context(Harness(installation, kind, N)) for kind in POSTS}
        warm(*servers.values())
        seen = in_turn(
            rounds,
            {kind: lambda kind=kind, harness=harness: harness.run(POSTS[kind]) for kind, harness in servers.items()},
        )
    cost = {kind: middle(each, per_copy) for kind, each in seen.items()}
    return {
        "stock_ratio": cost["stock"] / cost["ours"],
        "plain_asgi_ratio": cost["stock"] / cost["plain"],
        "limit_ratio": cost["ours"] / cost["limit"],
    }


def growth(installation: Installation, rounds: int) -> dict[str, float]:
    """CPU per copy with 200, 1,000 and 4,000 sockets."""
    with ExitStack() as stack:
        servers = {size: stack.enter_context(Harness(installation, "ours", size)) for size in SIZES}
        warm(*servers.values())
        seen = in_turn(
            rounds,
            {
                f"N = {size:,}": lambda posts=SIZES[size], harness=harness: harness.run(posts)
                for size, harness in servers.items()
            },
        )
    cost = {size: middle(seen[f"N = {size:,}"], per_copy) for size in SIZES}
    return {"growth_exponent": exponent(cost)}
