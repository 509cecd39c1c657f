"""Draws the answers to a question: each line upward adds one practice, and should not lead to a higher risk.

For up to five practices every answer is drawn in one lattice. For more, only the steps that lead to a higher risk are drawn,
each separately. Lengths are in units of the drawing; LETTER_SIZE units are one em.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from reviews.lenses.rules import scoring
from reviews.lenses.rules.proofs import Proof, Worse

WHOLE = 5  # practices
STEPS = 6  # steps to a higher risk that are drawn if the whole lattice is not
HEIGHT, STEP, MARGIN = 30, 74, 4  # height of a node; distance of rows; margin around the drawing
GAPS = (0, 48, 48, 48, 36, 10)  # between nodes of a row, by the number of practices
ICON, LETTER, LEAST = 34, 9, 4  # width of a node without letters; of each letter; letters it has room for at least
LETTER_SIZE = 13


@dataclass(frozen=True)
class Node:
    letters: str  # "" for the empty answer
    risk: str | None
    x: int
    y: int
    width: int
    is_now: bool

    @property
    def left(self) -> int:
        return self.x - self.width // 2


@dataclass(frozen=True)
class Edge:
    x: int
    y: int
    to_x: int
    to_y: int
    is_bad: bool


@dataclass(frozen=True)
class Lattice:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int

    @property
    def ems(self) -> str:
        """The width in em, so that the drawing grows with the size of its letters."""
        return f"{self.width / LETTER_SIZE:.2f}em"


def draw(
    proof: Proof, rules: Sequence[tuple[str, str]], letters: dict[str, str], now: frozenset[str] | None
) -> list[Lattice]:
    """The drawings for a question. `now` is the ticked answer, or None if the lattice does not contain it."""
    if not proof.proved or not proof.practices:
        return []
    if len(proof.practices) <= WHOLE:
        return [_whole(proof, rules, letters, now)]
    return [_step(step, letters, now) for step in proof.worse[:STEPS]]


def _whole(
    proof: Proof, rules: Sequence[tuple[str, str]], letters: dict[str, str], now: frozenset[str] | None
) -> Lattice:
    count, gap = len(proof.practices), GAPS[len(proof.practices)]
    rows = [[frozenset(some) for some in combinations(proof.practices, ticked)] for ticked in range(count + 1)]
    # With five practices a row has ten nodes, so there each node is only as wide as its letters.
    widths = [
        _width(max(ticked, LEAST) if count < WHOLE or ticked in (0, count) else ticked) for ticked in range(count + 1)
    ]
    width = 2 * MARGIN + max(len(row) * (wide + gap) - gap for row, wide in zip(rows, widths, strict=True))
    height = 2 * MARGIN + HEIGHT + STEP * count
    nodes: dict[frozenset[str], Node] = {}
    for ticked, (row, wide) in enumerate(zip(rows, widths, strict=True)):
        between = min((width - 2 * MARGIN - wide) // max(len(row) - 1, 1), 2 * (wide + gap) * 2 // 3)
        for place, answer in enumerate(row):
            x = width // 2 + (2 * place - len(row) + 1) * between // 2
            y = height - MARGIN - HEIGHT // 2 - STEP * ticked
            nodes[answer] = Node(_named(answer, letters), scoring.risk_of(rules, answer), x, y, wide, answer == now)
    bad = {(frozenset(step.ticked), step.add) for step in proof.worse}
    edges = [
        _edge(node, nodes[answer | {practice}], is_bad=(answer, practice) in bad)
        for answer, node in nodes.items()
        for practice in proof.practices
        if practice not in answer
    ]
    return Lattice(tuple(nodes.values()), tuple(sorted(edges, key=lambda edge: edge.is_bad)), width, height)


def _step(step: Worse, letters: dict[str, str], now: frozenset[str] | None) -> Lattice:
    answer = frozenset(step.ticked)
    more = answer | {step.add}
    wide, height = _width(max(len(more), LEAST)), 2 * MARGIN + HEIGHT + STEP
    x = MARGIN + wide // 2
    below = Node(_named(answer, letters), step.before, x, height - MARGIN - HEIGHT // 2, wide, answer == now)
    above = Node(_named(more, letters), step.after, x, MARGIN + HEIGHT // 2, wide, more == now)
    return Lattice((below, above), (_edge(below, above, is_bad=True),), 2 * MARGIN + wide, height)


def _edge(below: Node, above: Node, *, is_bad: bool) -> Edge:
    return Edge(below.x, below.y - HEIGHT // 2, above.x, above.y + HEIGHT // 2, is_bad)


def _width(letters: int) -> int:
    return ICON + LETTER * letters


def _named(answer: frozenset[str], letters: dict[str, str]) -> str:
    return "".join(letter for key, letter in letters.items() if key in answer)
