"""Two of one name."""

import pytest

from workshop.people.namesakes import is_taken, told_apart


@pytest.mark.parametrize(
    ("name", "taken", "shown"),
    [
        ("Ben", [], "Ben"),
        ("Ben", ["Chi"], "Ben"),
        ("Ben", ["Ben"], "Ben (2)"),
        ("Ben", ["Ben", "Ben (2)"], "Ben (3)"),
        ("Ben", ["Ben", "Ben (3)"], "Ben (2)"),
        ("Ben (2)", ["Ben (2)"], "Ben (2) (2)"),
        ("田中", ["田 中"], "田中 (2)"),
    ],
)
def test_the_first_keeps_the_name_and_the_next_get_a_number(name, taken, shown):
    assert told_apart(name, taken) == shown


@pytest.mark.parametrize("other", ["ben", " BEN ", "Ｂｅｎ"])
def test_case_width_and_spaces_make_no_other_name(other):
    assert is_taken("Ben", [other])


@pytest.mark.parametrize(
    "other",
    [
        "田中\u200b",
        "\u3164田中",
        "田\u2060中",
        "田中\ufe00",
        "田\u00ad中",
        "\u202e田中\u202c",
        "\u2800田中",
        "田中\uffa0",
    ],
)
def test_characters_nobody_sees_make_no_other_name(other):
    assert is_taken("田中", [other])
    assert told_apart(other, ["田中"]) == f"{other} (2)"
