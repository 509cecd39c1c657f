"""The figures of a rehearsal, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import quantiles

from reviews.rehearsal.day import Day

POSTS = ("talk", "finding", "tick", "focus", "comment", "moderation")


def lines(day: Day) -> Iterator[str]:
    record = day.record
    yield ""
    for what in POSTS:
        if seconds := record.answers[what]:
            yield f"  {what:<12}{len(seconds):5} posts   answered in {_spread(seconds)}"
    if record.hearing:
        yield f"  shown on the last page at the table {_spread(record.hearing)} after it was sent"
    fetched = record.answers["pane"]
    yield f"  {len(fetched)} panes fetched in {_spread(fetched)}, {record.counts['frames told']} messages received"
    yield f"  {record.counts['panes compared']} panes were compared after messages with the same panes fetched again"
    if later := record.counts["told to come later"]:
        yield f"  {later} times the server was busy or restarting, and asked to try again later"
    if day.pdf_after:
        yield f"  {len(day.pdf_after)} PDFs, {', '.join(f'{seconds:.1f}' for seconds in day.pdf_after)} s after closing"
    yield f"  {record.now():.0f} s in total"
    yield ""
    yield "No violation." if not record.violations else f"{len(record.violations)} violations:"
    yield from (f"  {violation}" for violation in record.violations)


def _spread(seconds: Iterable[float]) -> str:
    ordered = sorted(seconds)
    p95 = quantiles(ordered, n=20)[-1] if len(ordered) > 1 else ordered[0] if ordered else 0.0
    middle = ordered[len(ordered) // 2] if ordered else 0.0
    return f"{middle * 1000:.0f} ms (p95 {p95 * 1000:.0f} ms)"
