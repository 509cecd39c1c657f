"""A browser at a table at which a hundred posts a second arrive, and its first pages on a slow connection.

The posts are made by the product's own service, in one thread of the server's process. Since Chromium needs time for each
frame anyway, the same page is also measured while nobody writes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.live.chromium import Watched, chromium, interaction_to_next_paint, late_frames
from bench.live.figures import Seen, in_turn, middle, say
from bench.live.harness import Harness
from bench.live.installation import Failed, Installation

RATE, LASTS = 100, 8  # posts a second, and for how many seconds
SLOWER = 4  # the factor by which the processor is slowed down
LINE = {"bits_a_second": 1.6e6, "latency_ms": 150}
WORDS = "We have never tried to restore one."
KEY_EVERY = 130  # ms
PRESSES = 12
FIELD, QUESTION, ROW = "#talk-form textarea", ".question > summary", ".talk > [data-sent]"


class Built(Installation):
    """An installation with collected static files, as browsers get them: bundled, compressed, cacheable."""

    def to_prepare(self) -> dict[str, str]:
        return {"BENCH_BUILT": "1"}

    def copy_day(self, var, *, stock: bool) -> dict[str, str]:
        return super().copy_day(var, stock=stock) | {"BENCH_BUILT": "1"}


def busy_table(_installation: Installation, rounds: int) -> dict[str, float]:
    """Frame times on this machine, and reactions to typing and clicking on a processor that is four times slower."""
    installation = Built()
    try:
        day = installation.day()
        with (
            Harness(installation, "ours", 1, room="table", post=f"/post/said/{day['group']}/") as harness,
            chromium() as browser,
        ):
            if harness.run(3 * RATE, rate=RATE)["lost"]:  # fill the talk first
                raise Failed(f"nothing is said at the table. {harness.last_words()}")
            seen = in_turn(
                min(rounds, 2),  # half a minute each
                {
                    "nobody": lambda: _at_the_table(harness, browser, posts=0, slower=1),
                    "posts": lambda: _at_the_table(harness, browser, posts=RATE * LASTS, slower=1),
                    "nobody, 4 × slower": lambda: _at_the_table(harness, browser, posts=0, slower=SLOWER),
                    "posts, 4 × slower": lambda: _at_the_table(harness, browser, posts=RATE * LASTS, slower=SLOWER),
                },
            )
    finally:
        installation.clear()
    say(f"    frames p95, ms: {_each(seen, 'frame')}; INP, ms: {_each(seen, 'inp')}; rows: {_each(seen, 'rows')}")
    say(f"    of the page's main thread: {_each(seen, 'busy', 100)} %")
    return {
        "frame_p95_ms": middle(seen["posts"], lambda one: one["frame"]),
        "frame_quiet_p95_ms": middle(seen["nobody"], lambda one: one["frame"]),
        "frame_slow_p95_ms": middle(seen["posts, 4 × slower"], lambda one: one["frame"]),
        "inp_ms": middle(seen["posts, 4 × slower"], lambda one: one["inp"]),
        "inp_quiet_ms": middle(seen["nobody, 4 × slower"], lambda one: one["inp"]),
    }


def first_pages(_installation: Installation, rounds: int) -> dict[str, float]:
    """The slower of the join page and the main room, each in a browser with an empty cache."""
    installation = Built()
    try:
        day = installation.day()
        paths = {"join page": f"/j/{day['code']}/", "main room": f"/s/{day['session']}/main/"}
        with Harness(installation, "ours", 0) as harness, chromium() as browser:
            for path in paths.values():  # excludes the server's one-time costs
                _opens(harness, browser, path, slow=False)
            seen = in_turn(
                rounds,
                {name: lambda path=path: _opens(harness, browser, path, slow=True) for name, path in paths.items()},
            )
    finally:
        installation.clear()
    largest = {name: middle(each, lambda one: one["largest"]) for name, each in seen.items()}
    say(f"    largest paint, ms: {', '.join(f'{name} {ms:.0f}' for name, ms in largest.items())}")
    return {"first_page_ms": max(largest.values())}


def _opens(harness: Harness, browser: Any, path: str, *, slow: bool) -> Seen:
    mine = {} if path.startswith("/j/") else _memberships(harness, "in_main_room")
    with Watched(browser, _origin(harness), mine) as one:
        if slow:
            one.slow_down(SLOWER)
            one.narrow(**LINE)
        return {"largest": one.largest_paint_ms(path)}


def _at_the_table(harness: Harness, browser: Any, *, posts: int, slower: float) -> Seen:
    day = harness.installation.day()
    with Watched(browser, _origin(harness), _memberships(harness, "writers")) as one, ThreadPoolExecutor(1) as others:
        one.page.goto(f"/s/{day['session']}/tables/{day['group']}/", wait_until="load")
        one.page.wait_for_timeout(2_000)  # until it is subscribed and has caught up
        places = {what: _middle_of(one.page, what) for what in (FIELD, QUESTION)}
        one.slow_down(slower)
        told = others.submit(harness.run, posts, rate=RATE) if posts else None
        one.page.wait_for_timeout(500)
        one.begin()
        made = _type_and_press(one.page, places)
        one.slow_down(1)
        seen = one.end()
        if told and (lost := told.result()["lost"]):
            raise Failed(f"{lost} of {posts} posts were not told. {harness.last_words()}")
        rows = one.page.locator(ROW).count()
    return {
        "frame": late_frames(seen["frames"]),
        "inp": interaction_to_next_paint(seen["events"], made),
        "busy": seen["busy"] / (sum(seen["frames"]) / 1000),
        "rows": rows,
    }


def _type_and_press(page: Any, places: dict[str, tuple[float, float]]) -> int:
    """Type and click for about six seconds. Returns the number of interactions."""
    page.mouse.click(*places[FIELD])
    for letter in WORDS:
        page.keyboard.press("Space" if letter == " " else letter)
        page.wait_for_timeout(KEY_EVERY)
    for _press in range(PRESSES):
        page.mouse.click(*places[QUESTION])
        page.wait_for_timeout(KEY_EVERY)
    page.wait_for_timeout(300)  # until the last one is painted and reported to the observer
    return 1 + len(WORDS) + PRESSES


def _middle_of(page: Any, what: str) -> tuple[float, float]:
    """The position to click at. A locator would search again and again, in the page's own main thread."""
    box = page.locator(what).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _memberships(harness: Harness, of: str) -> dict[str, str]:
    day = harness.installation.day()
    return {day["cookie"]: day[of][0][0]}


def _origin(harness: Harness) -> str:
    return f"http://127.0.0.1:{harness.ports[0]}"


def _each(seen: dict[str, list[Seen]], name: str, times: float = 1) -> str:
    return ", ".join(f"{how} {middle(of, lambda one: one[name]) * times:.0f}" for how, of in seen.items())
