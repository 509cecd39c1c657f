"""Assigning people to groups. Pure: the same people, companies and seed give the same groups."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Sequence
from math import ceil

from workshop.people.comparison import colleagues_key

LARGEST = 4
SMALLEST = LARGEST // 2 + 1  # unless so few people are there that one or two groups cannot be larger
CROWDED = LARGEST + 1  # where latecomers find no other place


def sizes(people: int) -> list[int]:
    """How large each group is: as few groups as possible, as even as can be, the larger ones first.

    Even one person too many for a group makes two groups, since some people say nothing in a group that is larger.
    """
    if people <= 0:
        return []
    groups = ceil(people / LARGEST)
    least, more = divmod(people, groups)
    return [least + 1] * more + [least] * (groups - more)


def assign[P: Hashable](people: Sequence[tuple[P, str]], *, seed: int) -> list[list[P]]:
    """Assign `people`, pairs of a person and a company, to groups of `sizes`, keeping companies apart where possible.

    Companies are compared by their keys (people/comparison.py).

    Greedy: the companies with the most people come first. Each person joins the table with the fewest people of that
    company and, among those, the most free places. The seed decides between equals.
    """
    chance = random.Random(seed)
    free = sizes(len(people))
    groups: list[list[P]] = [[] for _ in free]
    companies: list[Counter[str]] = [Counter() for _ in free]
    keyed = [(person, colleagues_key(company, f" {number}")) for number, (person, company) in enumerate(people)]
    crowd = Counter(company for _person, company in keyed)
    shuffled = chance.sample(keyed, len(keyed))
    for person, company in sorted(shuffled, key=lambda pair: (-crowd[pair[1]], pair[1])):
        table = min(
            (index for index, places in enumerate(free) if places),
            key=lambda index: (companies[index][company], -free[index], chance.random()),
        )
        groups[table].append(person)
        companies[table][company] += 1
        free[table] -= 1
    return groups


def table_for(company: str, tables: Sequence[Sequence[str]]) -> int | None:
    """The index of the table that a latecomer joins, or None to open another. `tables` gives the companies of each table's members.

    Nobody moves. The smallest table is chosen; among equally small ones the one with the fewest people of the same
    company, then the first. A full table takes one more member before anybody is alone. Only then is an empty
    table used again, or another opened, for the next latecomers.
    """
    free = [index for index, members in enumerate(tables) if len(members) < CROWDED]

    def rank(index: int) -> tuple:
        companies = [colleagues_key(other, object()) for other in tables[index]]
        return not companies, len(companies), companies.count(colleagues_key(company, None)), index

    return min(free, key=rank, default=None)
