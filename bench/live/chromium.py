"""Chromium on the clients' core: its frame times, its reactions to input, and a page's first paint."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.live.installation import Failed

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LAPTOP = {"width": 1280, "height": 800}
SHORTEST_MS = 16.0  # the browser does not report events that are handled faster
SETTLED_MS = 1_500  # without a larger paint; then the last one was the largest

# A page that requests every animation frame shows how often the browser can produce one.
BEGIN = """() => {
  const seen = (window.benchSeen = { frames: [], events: [], last: 0 });
  const step = (at) => {
    if (seen.last) seen.frames.push(at - seen.last);
    seen.last = at;
    seen.next = requestAnimationFrame(step);
  };
  seen.next = requestAnimationFrame(step);
  seen.observer = new PerformanceObserver((list) =>
    list.getEntries().forEach(({ interactionId, duration }) => interactionId && seen.events.push([interactionId, duration])));
  seen.observer.observe({ type: "event", durationThreshold: 16 });
}"""
END = """() => {
  const { frames, events, next, observer } = window.benchSeen;
  cancelAnimationFrame(next);
  observer.disconnect();
  return { frames, events };
}"""
LARGEST = """() => new Promise((resolve) => new PerformanceObserver((list) =>
  resolve(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true }))"""


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import Error, sync_playwright  # starts a driver process, which other rows do not need

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise Failed("no Chromium on PATH")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        except Error as reason:
            raise Failed(f"Chromium does not start: {reason}") from None
        with browser:
            yield browser


class Watched:
    """A page in a separate browser, with measurements through the DevTools protocol."""

    def __init__(self, browser: Any, origin: str, cookies: dict[str, str]) -> None:
        self.context = browser.new_context(base_url=origin, viewport=LAPTOP, locale="en")
        self.context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
        self.page = self.context.new_page()
        self.protocol = self.context.new_cdp_session(self.page)

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.context.close()

    def slow_down(self, times: float) -> None:
        self.protocol.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def narrow(self, *, bits_a_second: float, latency_ms: float) -> None:
        bytes_a_second = bits_a_second / 8
        line = {"downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second, "latency": latency_ms}
        self.protocol.send("Network.enable")
        self.protocol.send("Network.emulateNetworkConditions", {"offline": False} | line)

    def largest_paint_ms(self, path: str) -> float:
        """The largest contentful paint of the page at this path, in ms since the request."""
        answer = self.page.goto(path, wait_until="load")
        if answer is None or answer.status != 200:
            raise Failed(f"{path} was answered {answer and answer.status}")
        self.page.wait_for_timeout(SETTLED_MS)
        return self.page.evaluate(LARGEST)

    def begin(self) -> None:
        self.protocol.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._busy = self._main_thread()
        self.page.evaluate(BEGIN)

    def end(self) -> dict:
        """Returns `frames`, ms between frames; `events`, interactions with ms until their next paint; `busy`, seconds of CPU."""
        seen = self.page.evaluate(END)
        return seen | {"busy": self._main_thread() - self._busy}

    def _main_thread(self) -> float:
        metrics = self.protocol.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in metrics if each["name"] == "TaskDuration")


def late_frames(frames: list[float]) -> float:
    """The 95th percentile of the time from one frame to the next, in ms."""
    return sorted(frames)[int(0.95 * (len(frames) - 1))]


def interaction_to_next_paint(events: list[list[float]], made: int) -> float:
    """INP in ms as browser vendors define it: the longest of so many interactions, ignoring one in fifty."""
    longest: dict[float, float] = {}
    for interaction, duration in events:
        longest[interaction] = max(duration, longest.get(interaction, 0))
    latest = sorted(longest.values(), reverse=True)
    place = made // 50
    return latest[place] if place < len(latest) else SHORTEST_MS
