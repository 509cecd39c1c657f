"""`bin/bench live`: measures the rows, prints the table on stderr and, with --json, one object on stdout."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable

from bench.live import (
    fanout,
    flood,
    guesses,
    joining,
    machine,
    pages_in_chromium,
    posting,
    printing,
    readers,
    results,
    stages,
    throughput,
)
from bench.live.figures import say
from bench.live.installation import Failed, Installation
from workshop.web.server import allow_many_files

AT_MOST = 13.5 * 60  # seconds after which no measurement starts; the whole run ends within 15 minutes

Measure = Callable[[Installation, int], dict[str, float]]
MEASURES: dict[str, tuple[Measure, set[str]]] = {
    "fan-out": (fanout.beside_others, {"stock_ratio", "plain_asgi_ratio", "limit_ratio"}),
    "in flight": (throughput.in_flight, {"inflight_ratio", "inflight_p99_ms"}),
    "open loop": (throughput.open_loop, {"open_p99_ms"}),
    "burst": (throughput.burst, {"burst_lost", "burst_p99_ms"}),
    "quiet room": (throughput.quiet, {"quiet_added_ms"}),
    "memory": (readers.memory, {"kib_per_connection"}),
    "slow readers": (readers.slow, {"slow_reader_ratio"}),
    "two processes": (throughput.two_processes, {"two_process_ratio"}),
    "growth": (fanout.growth, {"growth_exponent"}),
    "stages": (
        stages.move,
        {
            "stage_p99_ms",
            "stage_requests",
            "stage_200_p99_ms",
            "tables_200_s",
            "tables_1000_s",
            "stage_two_p99_ms",
            "tables_two_s",
            "refused",
            "rss_1000_mib",
        },
    ),
    "posting": (posting.post, {"post_ratio", "post_p50_ms", "post_p99_ms"}),
    "cost of a post": (posting.cost, {"talk_cpu_ms", "finding_cpu_ms"}),
    "flood": (flood.flood, {"flood_post_p95_ms", "flood_post_ratio", "flood_comment_p95_ms"}),
    "join storm": (joining.join, {"join_ratio"}),
    "guessing": (guesses.guess, {"guessing_ratio", "guessing_refused", "guessing_5xx"}),
    "printing": (printing.print_summaries, {"pdf_page_s", "pdf_cold_s"}),
    "busy table": (pages_in_chromium.busy_table, {"frame_p95_ms", "inp_ms"}),
    "first pages": (pages_in_chromium.first_pages, {"first_page_ms"}),
    "mass reconnect": (joining.reconnect, {"reconnect_ratio", "reconnect_1000_s"}),
}


def main() -> None:
    wanted = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # runs all cleanup
    allow_many_files()
    os.sched_setaffinity(0, machine.ASKING)
    about = machine.description()
    say(
        f"server on core {sorted(machine.SERVING)}, clients on {sorted(machine.ASKING)}; load before: {about['load_before']}"
    )
    if machine.SERVING == machine.ASKING:
        say("Only one core: server and clients share it, and the figures say little.")
    figures = measured(wanted.rounds, set(wanted.only))
    say("\n" + results.printed(figures))
    if wanted.json:
        json.dump(results.as_json(figures, about), sys.stdout)
        print()


def arguments() -> argparse.Namespace:
    keys = sorted(set().union(*(keys for _, keys in MEASURES.values())))
    parser = argparse.ArgumentParser(prog="bin/bench live", description="The live engine, as ratios in one run.")
    parser.add_argument("--json", action="store_true", help="one object on stdout, all else on stderr")
    parser.add_argument("--rounds", type=int, default=3, help="how many rounds the medians are of (3)")
    parser.add_argument("--only", nargs="+", default=[], choices=keys, metavar="ROW", help=", ".join(keys))
    return parser.parse_args()


def measured(rounds: int, only: set[str]) -> dict[str, float]:
    """The figures, without rows that failed or had no time left; the table shows those as not measured."""
    began = time.monotonic()
    figures: dict[str, float] = {}
    installation = Installation()
    try:
        for name, (measure, keys) in MEASURES.items():
            if only and not keys & only:
                continue
            if time.monotonic() - began > AT_MOST:
                say(f"{name}: no time left")
                continue
            say(f"{name} ...")
            try:
                figures |= measure(installation, rounds)
            except Failed as reason:
                say(f"    not measured: {reason}")
            except Exception:  # a row that fails must not end the others
                say("    not measured: " + traceback.format_exc())
    finally:
        installation.clear()
    say(f"\n{time.monotonic() - began:.0f} s")
    return figures


if __name__ == "__main__":
    main()
