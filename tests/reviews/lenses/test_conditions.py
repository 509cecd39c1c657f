"""Conditions and the risk that follows."""

import pytest

from reviews.lenses.rules import conditions
from reviews.lenses.rules.scoring import risk_of

NO_FIRST = [("a && b && c && d", "none"), ("a || b", "medium"), ("default", "high")]


@pytest.mark.parametrize(
    ("condition", "selected", "expected"),
    [
        ("a", {"a"}, True),
        ("a", {"b"}, False),
        ("!a", set(), True),
        ("a && b || c", {"c"}, True),
        ("a && (b || c)", {"c"}, False),
        ("a || b && c", {"a"}, True),
        ("NET1_2 && !NET1_1 || NET1_3", {"NET1_1", "NET1_2"}, False),
        ("((x_1 || x_2) && x_3) || (!x_1 && x_3)", {"x_3"}, True),
        ("!!a", {"a"}, True),
        ("!(a||b)", set(), True),
        ("  a&&b  ", {"a", "b"}, True),
        ("default", set(), True),
    ],
)
def test_what_a_condition_means(condition, selected, expected):
    assert conditions.holds(condition, selected) is expected


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        ("", 0),
        ("a &&", 4),
        ("a b", 2),
        ("(a", 2),
        ("a)", 1),
        ("a & b", 2),
        ("&& a", 0),
        ("a - b", 2),
        ("()", 1),
        ("a || || b", 5),
    ],
)
def test_what_cannot_be_read_names_its_place(condition, place):
    with pytest.raises(conditions.ConditionError) as error:
        conditions.parse(condition)
    assert error.value.place == place


def test_no_depth_of_nesting_matters():
    assert conditions.holds("(" * 50_000 + "a" + ")" * 50_000, {"a"})
    assert conditions.holds("!" * 100_000 + "a", {"a"})


def test_the_first_true_rule_sets_the_risk():
    assert risk_of(NO_FIRST, {"a", "b", "c", "d"}) == "none"
    assert risk_of(NO_FIRST, {"a"}) == "medium"
    assert risk_of(NO_FIRST, {"c"}) == "high"


def test_nothing_selected_is_unanswered_and_not_the_default():
    assert risk_of(NO_FIRST, set()) == "unanswered"


def test_a_question_that_does_not_apply_has_no_risk_and_keeps_its_choices():
    assert risk_of(NO_FIRST, {"a"}, applicable=False) == "na"
    assert risk_of(NO_FIRST, {"a"}) == "medium"


def test_what_the_lens_does_not_define_is_none():
    assert risk_of([("a", "none")], {"b"}) is None
