"""The delays of pages, read from the product's scripts, so that they never differ."""

from __future__ import annotations

import re
from functools import cache

from bench.live import machine
from bench.live.installation import Failed

Between = tuple[float, float]  # seconds


@cache
def graces() -> dict[str, Between]:
    """The delays before a fetch, by its reason."""
    (listed,) = _found("live/pane-sync.js", r"const FETCH_DELAYS = \{([^}]*)\}")
    return {
        why: (int(least) / 1000, int(most) / 1000)
        for why, least, most in re.findall(r"(\w+): \[([\d_]+), ([\d_]+)\]", listed)
    }


@cache
def led_after() -> Between:
    """The delay before a page follows the stage to another page."""
    least, most = _found("elements/stage-follow.js", r"this\.#navigate\(\), randomBetween\((\d+), (\d+)\)")
    return int(least) / 1000, int(most) / 1000


@cache
def patience() -> float:
    """The timeout for a pane's answer."""
    (milliseconds,) = _found("live/pane-fetch.js", r"const TIMEOUT = ([\d_]+);")
    return int(milliseconds) / 1000


def _found(script: str, pattern: str) -> tuple[str, ...]:
    match = re.search(pattern, (machine.ROOT / "static/js" / script).read_text())
    if match is None:
        raise Failed(f"{script} has nothing like {pattern} any more")
    return match.groups()
