"""Moves that a session does not need but facilitators make: a pause, more time, a skipped break, a stage that is started too early."""

from __future__ import annotations

from collections.abc import Iterable

from reviews.rehearsal import judge
from reviews.rehearsal.facilitator import Facilitator
from reviews.rehearsal.page import Page

FIVE_MINUTES = 300_000  # ms
Clock = tuple[str, str, str]


async def pause(lead: Facilitator, pages: Iterable[Page]) -> None:
    """Pause, give five minutes more, go on: every page shows the same clock each time."""
    for key, state in (("p", "paused"), ("5", "paused"), ("p", "running")):
        before = clock_on(lead.page)
        await lead.press_key(key)
        after = clock_on(lead.page)
        if after[0] != state:
            lead.record.violation(f"the clock is {after[0]} where it should be {state}")
        if key == "5" and int(after[2]) - int(before[2]) != FIVE_MINUTES:
            lead.record.violation("five minutes more for a paused stage were not five minutes")
        await _everyone_shows(after, lead, pages)
    lead.record.note("paused, five minutes more, and on")


async def start_too_early(lead: Facilitator, pages: Iterable[Page]) -> None:
    """Start the next stage and undo it: the clock on every page is as if nothing had happened."""
    before, step = clock_on(lead.page), lead.next()
    await lead.press_key("n")
    await _everyone_shows(clock_on(lead.page), lead, pages)
    await lead.press_key("z")
    after = lead.next()
    if step is None or after is None or after.address != step.address:
        lead.record.violation("after an undo the desk does not lead on as before it")
    await _everyone_shows(before, lead, pages)
    lead.record.note("a stage was started too early, and that undone")


async def skip_the_break(lead: Facilitator) -> None:
    """Leave out the break that comes next: Next leads past it."""
    step = lead.next()
    if step is None or step.kind != "break":
        lead.record.violation("no break comes where the agenda has one")
        return
    await lead.press_key("now-skip")

    def is_out_of_the_way() -> bool:
        after = lead.next()
        return after is not None and after.kind == "briefing" and lead.skipped == 1

    if not await judge.until(is_out_of_the_way, judge.SETTLED_WITHIN):
        lead.record.violation("the desk still offers a break that is skipped")
    lead.record.note("a break was skipped")


def clock_on(page: Page) -> Clock:
    """What the page's clock shows: its state, when it ends, what is left. Empty where there is none."""
    clocks = [clock for pane in page.panes for clock in pane.root.iter("countdown-clock")]
    if not clocks:
        return "", "", ""
    return clocks[0].get("data-state", ""), clocks[0].get("data-ends-at", ""), clocks[0].get("data-remaining", "")


async def _everyone_shows(clock: Clock, lead: Facilitator, pages: Iterable[Page]) -> None:
    pages = list(pages)
    if not await judge.until(lambda: all(clock_on(page) == clock for page in pages), judge.SETTLED_WITHIN):
        others = sum(clock_on(page) != clock for page in pages)
        lead.record.violation(f"{others} pages do not show the clock as the desk does: {' '.join(clock)}")
