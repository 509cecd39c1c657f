"""The table: the target of each row, and whether it was reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Figure = float | None


@dataclass(frozen=True)
class Row:
    key: str
    what: str
    must: str
    holds: Callable[[float], bool]
    in_json: bool = True


def at_most(limit: float) -> Callable[[float], bool]:
    return lambda figure: figure <= limit


def at_least(limit: float) -> Callable[[float], bool]:
    return lambda figure: figure >= limit


def exactly(wanted: float) -> Callable[[float], bool]:
    return lambda figure: figure == wanted


ROWS = [
    Row("stock_ratio", "CPU per copy, N = 1,000: stock ÷ ours", "≥ 15", at_least(15)),
    Row("plain_asgi_ratio", "… over plain ASGI send: stock ÷ ours", "≥ 6", at_least(6)),
    Row("limit_ratio", "… ours ÷ the broadcaster in C", "≤ 2.5", at_most(2.5)),
    Row("inflight_ratio", "50 posts in flight, N = 1,000: copies/s, ours ÷ C", "≥ 4", at_least(4)),
    Row("inflight_server_share", "… of the server's core", "≤ 60 %", at_most(0.6), in_json=False),
    Row("inflight_p99_ms", "… p99 to the last receiver, ms", "≤ 100", at_most(100)),
    Row("open_p99_ms", "400 posts/s with INSERT, N = 1,000: p99 to the last, ms", "≤ 150", at_most(150)),
    Row("open_lost", "… copies lost", "0", exactly(0), in_json=False),
    Row("burst_lost", "burst of 400 posts/s for 1 s, N = 200: copies lost", "0", exactly(0)),
    Row("burst_doubled", "… copies that came twice", "0", exactly(0), in_json=False),
    Row("burst_orders", "… different orders among the receivers", "1", exactly(1), in_json=False),
    Row("burst_p99_ms", "… p99 to the last, ms", "≤ 50", at_most(50)),
    Row(
        "quiet_added_ms", "quiet room, 10 posts/s, N = 200: p50 over that of C, ms", "≤ 12", at_most(12), in_json=False
    ),
    Row("kib_per_connection", "memory per idle connection, N = 4,000, KiB", "≤ 40", at_most(40)),
    Row("slow_reader_ratio", "5 of 200 never read: the others' p99, with ÷ without", "≤ 1.5", at_most(1.5)),
    Row("slow_told_least", "… told to come back, each at least", "1", exactly(1), in_json=False),
    Row("slow_told_most", "… told to come back, each at most", "1", exactly(1), in_json=False),
    Row("slow_kib", "… memory for each of them, KiB", "≤ 512", at_most(512), in_json=False),
    Row("two_process_ratio", "two processes + Redis on one core: copies/s, two ÷ one", "≥ 0.6", at_least(0.6)),
    Row("two_process_lost", "… copies lost", "0", exactly(0), in_json=False),
    Row("two_process_orders", "… different orders among the receivers", "1", exactly(1), in_json=False),
    Row("growth_exponent", "CPU per copy as N grows from 200 to 4,000: exponent", "≤ 0.15", at_most(0.15)),
    Row("stage_p99_ms", "a stage moves, 1,000 pages: until a page shows it, p99, ms", "≤ 300", at_most(300)),
    Row("stage_requests", "… requests of all pages for four moves", "0", exactly(0)),
    Row("stage_200_p99_ms", "… 200 pages: p99, ms", "≤ 100", at_most(100)),
    Row("stage_two_p99_ms", "… two web processes on the same core, PostgreSQL: p99, ms", "", lambda _: True),
    Row("tables_200_s", "a discussion begins: until the last of 200 is at a table, s", "≤ 2", at_most(2)),
    Row("tables_1000_s", "… of 1,000, s", "≤ 8", at_most(8)),
    Row("tables_two_s", "… two web processes, s", "", lambda _: True),
    Row("refused", "… requests, subscriptions and sockets that were refused", "0", exactly(0)),
    Row("rss_1000_mib", "… memory of the web process at most, 1,000 pages, MiB", "≤ 400", at_most(400)),
    Row("post_ratio", "POST of a finding → database → 200 sockets: posts/s, ours ÷ stock", "≥ 3", at_least(3)),
    Row("post_p50_ms", "… p50 to the last, ms", "", lambda _: True),
    Row("post_p99_ms", "… p99 to the last, ms", "", lambda _: True),
    Row("talk_cpu_ms", "POST of an entry, 20 sockets at the table: CPU of the server, ms", "≤ 4.5", at_most(4.5)),
    Row("finding_cpu_ms", "… of a finding", "", lambda _: True),
    Row("flood_post_p95_ms", "flood of comments from one address: posts at a table, p95, ms", "≤ 1000", at_most(1000)),
    Row("flood_post_ratio", "… with the flood ÷ without", "", lambda _: True),
    Row("flood_comment_p95_ms", "… comments from other addresses, p95, ms", "≤ 1000", at_most(1000)),
    Row("join_ratio", "join storm of 1,000: joins/s, ours ÷ stock", "≥ 5", at_least(5)),
    Row("reconnect_ratio", "mass reconnect of 1,000: sockets/s, ours ÷ stock", "≥ 3.5", at_least(3.5)),
    Row("reconnect_1000_s", "… until all are equal again, s", "≤ 10", at_most(10)),
    Row("frame_p95_ms", "Chromium at a table, 100 posts/s: from frame to frame, p95, ms", "≤ 20", at_most(20)),
    Row("frame_quiet_p95_ms", "… while nobody writes", "", lambda _: True, in_json=False),
    Row("frame_slow_p95_ms", "… its processor 4 × slower", "", lambda _: True, in_json=False),
    Row("inp_ms", "… its processor 4 × slower: interaction to next paint, ms", "≤ 120", at_most(120)),
    Row("inp_quiet_ms", "… while nobody writes", "", lambda _: True, in_json=False),
    Row("first_page_ms", "first pages, 4 × slower, 1.6 Mbit/s, 150 ms: largest paint, ms", "≤ 1800", at_most(1800)),
    Row("guessing_ratio", "1,000 guess codes, 1,000 passwords: a table's posts, p95 ÷ quiet", "≤ 2", at_most(2)),
    Row("guessing_refused", "… right joins (of 300) and posts that were refused", "0", exactly(0)),
    Row("guessing_5xx", "… answers of 500 and above", "0", exactly(0)),
    Row("guessing_rude_ratio", "… p95 ÷ quiet beside rude ones", "", lambda _: True, in_json=False),
    Row(
        "guessing_rude_refused", "… right joins (of 100) and posts that were refused", "", lambda _: True, in_json=False
    ),
    Row("pdf_page_s", "a PDF of ten groups in Japanese, warm process: CPU per page, s", "≤ 0.1", at_most(0.1)),
    Row("pdf_cold_s", "… the first of a process, with all it loads: CPU, s", "≤ 2", at_most(2)),
    Row("pdf_growth_mib", "… memory after 50 documents over that after 15, MiB", "", lambda _: True, in_json=False),
    Row("pdf_exponent", "… CPU as pages grow to a hundred: exponent", "", lambda _: True, in_json=False),
]
KEYS = [row.key for row in ROWS if row.in_json]


def printed(figures: Mapping[str, Figure]) -> str:
    """The table of the requested rows. A row without a figure is shown as not measured."""
    width = max(len(row.what) for row in ROWS)
    lines = [f"{'':<{width}}  {'must':<8}{'figure':>12}  met"]
    for row in ROWS:
        figure = figures.get(row.key)
        if figure is None:
            met, shown = "—", "not measured"
        else:
            met, shown = ("yes" if row.holds(figure) else "NO") if row.must else "", f"{figure:.2f}"
        lines.append(f"{row.what:<{width}}  {row.must:<8}{shown:>12}  {met}")
    return "\n".join(lines)


def as_json(figures: Mapping[str, Figure], machine: dict) -> dict:
    return {key: _rounded(figures.get(key)) for key in KEYS} | {"machine": machine}


def _rounded(figure: Figure) -> Figure:
    return figure if figure is None else round(figure, 4)
