"""Dealing people into groups. Pure: the same people, companies and seed give the same groups."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Sequence
from math import ceil

LARGEST = 4
CROWDED = LARGEST + 1  # where late comers find no other seat


def sizes(people: int) -> list[int]:
    """How large each group is: three or four, as even as can be, the larger ones first.

    One or two people are one group; five sit as three and two, since one group of five would leave two of them silent.
    """
    if people <= 0:
        return []
    groups = ceil(people / LARGEST)
    least, more = divmod(people, groups)
    return [least + 1] * more + [least] * (groups - more)


def assign[P: Hashable](people: Sequence[tuple[P, str]], *, seed: int) -> list[list[P]]:
    """Deal `people`, pairs of a person and a company, into groups of `sizes`; companies apart where possible.

    Greedy: the companies with the most people are seated first, each of their people at the table with the fewest of that
    company and, among those, the most free seats. The seed decides between equals.
    """
    chance = random.Random(seed)
    free = sizes(len(people))
    groups: list[list[P]] = [[] for _ in free]
    seated: list[Counter[str]] = [Counter() for _ in free]
    crowd = Counter(_same(company) for _person, company in people)
    shuffled = chance.sample(list(people), len(people))
    for person, company in sorted(shuffled, key=lambda pair: (-crowd[_same(pair[1])], _same(pair[1]))):
        table = min(
            (index for index, seats in enumerate(free) if seats),
            key=lambda index: (seated[index][_same(company)], -free[index], chance.random()),
        )
        groups[table].append(person)
        seated[table][_same(company)] += 1
        free[table] -= 1
    return groups


def table_for(company: str, tables: Sequence[Sequence[str]]) -> int | None:
    """Which table a late comer sits down at; None to open another. `tables` are the companies that sit at each.

    Nobody who sits moves. The smallest table is the one, and of several as small the one with the fewest of the same
    company, then the first. A full table of four takes a fifth before anybody sits alone; only then a table that people
    left is used again, or another opened, and the next late comers sit down there.
    """
    free = [index for index, seated in enumerate(tables) if len(seated) < CROWDED]

    def rank(index: int) -> tuple:
        companies = [_same(other) for other in tables[index]]
        return not companies, len(companies), companies.count(_same(company)), index

    return min(free, key=rank, default=None)


def _same(company: str) -> str:
    """Two spellings that differ in case or spaces are one company; "independent" people share none, and need not."""
    return "".join(company.casefold().split())
