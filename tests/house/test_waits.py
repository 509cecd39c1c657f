"""No test fails because the machine is slow: what a test waits for has a minute at least, milliseconds in browser tests."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT

LEAST = 60
IN_MILLISECONDS = "tests/browser/"
NAMES = ("within", "timeout", "patience", "open_timeout")
# Shorter ones, after which a test goes on, or in which nothing is to happen.
NOT_WAITED_FOR = {
    "reviews/rehearsal/page.py": {1.0},  # as long as the product's pages wait before they fetch
    "tests/attacks/test_counts_of_people.py": {1.2, 1.5},  # whether more is told
    "tests/browser/test_composing_anywhere.py": {60},  # seconds of another program
    "tests/deployed/test_processes.py": {15},  # one try of four
    "tests/fuzz/test_fuzz.py": {15.0, 2.0, 0.3},  # an answer to a hostile request may never come
    "tests/history/installation.py": {5},  # one try of many
    "tests/history/page.py": {12.0, 1.0},  # as long as the product's pages wait
    "tests/history/http.py": {8.0},  # a request without an answer is sent again
    "tests/sockets.py": {0.6},  # nothing is to be heard
    "tests/startup/test_supervisor.py": {0.0},  # one look
    "tests/workshop/groups/test_sockets.py": {1.5},  # nothing is to be heard
}


def waits(path: Path) -> Iterator[tuple[int, float]]:
    """Yield line and length of each wait that is written as a number."""
    tree = ast.parse(path.read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and is_ceiling(node.targets[0]):
            yield from number(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            for name, value in zip(node.kwonlyargs, node.kw_defaults, strict=True):
                if name.arg in NAMES and value:
                    yield from number(value)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if called != "hears_nothing":
                yield from (found for word in node.keywords if word.arg in NAMES for found in number(word.value))
            if called == "timeout" or called == "wait_for":
                yield from (found for value in node.args for found in number(value))


def is_ceiling(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id.endswith(("WITHIN", "PATIENCE"))


def number(value: ast.expr) -> Iterator[tuple[int, float]]:
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        yield value.lineno, value.value


def test_what_a_test_waits_for_has_a_minute_at_least():
    short = []
    for path in [*ROOT.glob("tests/**/*.py"), *ROOT.glob("reviews/rehearsal/*.py")]:
        name = path.relative_to(ROOT).as_posix()
        least = LEAST * 1000 if name.startswith(IN_MILLISECONDS) else LEAST
        allowed = NOT_WAITED_FOR.get(name, set())
        short += [f"{name}:{line} {length}" for line, length in waits(path) if length < least and length not in allowed]
    assert short == []


def test_a_short_wait_is_found(tmp_path):
    source = tmp_path / "test_short.py"
    source.write_text(
        "PAGE_WITHIN = 3.0\nasync def f(ears, *, within=4.0):\n    await ears.hears('told', within=5)\n"
        "    async with asyncio.timeout(6): await asyncio.wait_for(it, 7)\n    assert ears.hears_nothing(within=1)\n"
    )
    assert sorted(waits(source)) == [(1, 3.0), (2, 4.0), (3, 5), (4, 6), (4, 7)]
