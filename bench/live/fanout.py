"""What one copy costs: ours beside the stock consumer and the limit, and as rooms grow."""

from __future__ import annotations

from contextlib import ExitStack

from bench.live.figures import exponent, in_turn, middle, per_copy, warm
from bench.live.harness import Stand
from bench.live.installation import Installation

N = 1_000
SIZES = {200: 200, 1_000: 80, 4_000: 30}  # sockets, and posts of a round
POSTS = {"ours": 80, "plain": 60, "limit": 150, "stock": 12}  # of a round, a second or three of each


def beside_others(installation: Installation, rounds: int) -> dict[str, float]:
    """One post at a time to a thousand sockets: CPU of the server for each copy."""
    with ExitStack() as open_stands:
        stands = {kind: open_stands.enter_context(Stand(installation, kind, N)) for kind in POSTS}
        warm(*stands.values())
        seen = in_turn(
            rounds, {kind: lambda kind=kind, stand=stand: stand.run(POSTS[kind]) for kind, stand in stands.items()}
        )
    cost = {kind: middle(each, per_copy) for kind, each in seen.items()}
    return {
        "stock_ratio": cost["stock"] / cost["ours"],
        "plain_asgi_ratio": cost["stock"] / cost["plain"],
        "limit_ratio": cost["ours"] / cost["limit"],
    }


def growth(installation: Installation, rounds: int) -> dict[str, float]:
    """The same with 200, 1,000 and 4,000 sockets."""
    with ExitStack() as open_stands:
        stands = {size: open_stands.enter_context(Stand(installation, "ours", size)) for size in SIZES}
        warm(*stands.values())
        seen = in_turn(
            rounds,
            {
                f"N = {size:,}": lambda posts=SIZES[size], stand=stand: stand.run(posts)
                for size, stand in stands.items()
            },
        )
    cost = {size: middle(seen[f"N = {size:,}"], per_copy) for size in SIZES}
    return {"growth_exponent": exponent(cost)}
