"""Assigning people to groups."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.groups.grouping import CROWDED, LARGEST, SMALLEST, assign, sizes, table_for

COMPANIES = ["Kita Paper", "kita paper ", "Hoshi Freight", "Oru Dairy", "Lumen Bank"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (0, []),
        (1, [1]),
        (2, [2]),
        (3, [3]),
        (4, [4]),
        (5, [3, 2]),
        (6, [3, 3]),
        (7, [4, 3]),
        (8, [4, 4]),
        (9, [3, 3, 3]),
        (10, [4, 3, 3]),
        (16, [4, 4, 4, 4]),
        (17, [4, 4, 3, 3, 3]),
    ],
)
def test_groups_are_as_even_as_can_be(people, expected):
    assert sizes(people) == expected


@given(st.integers(6, 1000))
def test_from_six_people_on_every_group_has_three_or_four(people):
    assert set(sizes(people)) <= {3, 4} == {SMALLEST, LARGEST}
    assert sum(sizes(people)) == people


@given(st.lists(st.sampled_from(COMPANIES), min_size=1, max_size=60), st.integers(0, 1000))
def test_everyone_sits_once_whatever_the_companies(companies, seed):
    people = list(enumerate(companies))
    groups = assign(people, seed=seed)
    assert sorted(person for group in groups for person in group) == list(range(len(people)))
    assert [len(group) for group in groups] == sizes(len(people))


def test_no_two_of_a_company_sit_together_where_that_is_possible():
    people = [
        (number, company) for number, company in enumerate(["Kita"] * 4 + ["Hoshi"] * 4 + ["Oru"] * 4 + ["Lumen"] * 4)
    ]
    company_of = dict(people)
    for seed in range(50):
        for group in assign(people, seed=seed):
            assert max(Counter(company_of[person] for person in group).values()) == 1


def test_a_company_that_fills_the_room_is_spread_evenly():
    people = [(number, "Kita" if number < 8 else f"Guest {number}") for number in range(12)]
    for group in assign(people, seed=3):
        assert sum(person < 8 for person in group) in {2, 3}


def test_the_same_seed_makes_the_same_groups_and_another_seed_others():
    people = [(number, f"Company {number}") for number in range(16)]
    assert assign(people, seed=1) == assign(people, seed=1)
    assert assign(people, seed=1) != assign(people, seed=2)


def test_spelling_and_case_do_not_make_two_companies_of_one():
    people = [(1, "Kita Paper"), (2, "KITA  paper"), (3, "a"), (4, "b"), (5, "c"), (6, "d")]
    for seed in range(20):
        assert not any({1, 2} <= set(group) for group in assign(people, seed=seed))


def test_a_late_comer_sits_down_at_the_smallest_table():
    assert table_for("Oru", [["Kita"] * 4, ["Kita"] * 3, ["Kita"] * 4]) == 1


def test_of_tables_as_small_it_is_the_one_without_a_colleague():
    assert table_for("Kita paper", [["Kita Paper", "Oru", "Lumen"], ["Hoshi", "Oru", "Lumen"]]) == 1


def test_people_without_a_company_are_no_colleagues():
    assert table_for("independent", [["independent", "フリーランス"], ["Kita", "Oru"]]) == 0
    assert table_for("個人", [["個人", "Kita"], ["Oru", "Lumen"]]) == 0
    crowd = [(number, "independent") for number in range(8)] + [(8, "Kita"), (9, "Kita")]
    assert sorted(person for group in assign(crowd, seed=1) for person in group) == list(range(10))


def test_a_full_table_takes_a_fifth_before_anybody_sits_alone():
    assert table_for("Oru", [["Kita"] * 4, ["Oru", "Kita", "Hoshi", "Lumen"]]) == 0


def test_where_every_table_is_crowded_an_empty_one_is_used_or_another_opened():
    assert table_for("Oru", [["Kita"] * CROWDED, []]) == 1
    assert table_for("Oru", [["Kita"] * CROWDED] * 2) is None


def test_an_empty_table_waits_while_others_have_room():
    assert table_for("Oru", [["Kita"] * 4, []]) == 0


@given(st.integers(1, 40), st.integers(1, 60))
def test_however_many_come_late_no_table_is_crowded_and_at_most_one_person_sits_alone(early, late):
    tables = [["x"] * size for size in sizes(early)]
    for latecomer in range(late):
        at = table_for(f"guest {latecomer}", tables)
        if at is None:
            tables.append([])
        tables[-1 if at is None else at].append(f"guest {latecomer}")
    assert max(map(len, tables)) <= CROWDED
    assert sum(len(table) == 1 for table in tables) <= 1


SPELLINGS = [
    ("ABC商事", "ＡＢＣ商事"),
    ("(株)ヤマダ", "㈱ヤマダ"),
    ("株式会社ヤマダ", "ヤマダ（株）"),
    ("Kita Paper", "Kita Paper, Inc."),
    ("Kita Paper", "Kita\u200b Paper"),
    ("Müller GmbH", "MULLER"),
]


@pytest.mark.parametrize("colleagues", SPELLINGS)
def test_in_four_hundred_groupings_colleagues_of_two_spellings_never_sit_together(colleagues):
    people = list(enumerate([*colleagues, *(f"Guest {number}" for number in range(14))]))
    together = [seed for seed in range(400) if any({0, 1} <= set(group) for group in assign(people, seed=seed))]
    assert together == []


@pytest.mark.parametrize("colleagues", SPELLINGS)
def test_a_late_comer_sits_down_beside_no_colleague_of_another_spelling(colleagues):
    here, late = colleagues
    assert table_for(late, [[here, "Oru", "Lumen"], ["Hoshi", "Oru", "Lumen"]]) == 1
