"""The risk of an answer, as observed in the review tool, and where its documents do not define it."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.lenses.rules import conditions
from reviews.lenses.rules.scoring import risk_of
from tests.reviews.lenses import oracle

NO_FIRST = [("a && b && c && d", "none"), ("a || b", "medium"), ("default", "high")]
SCOPE = [("scope && a && b && c", "none"), ("scope || (a && b && c)", "medium"), ("default", "high")]


@pytest.mark.parametrize(
    ("rules", "selected", "left_out", "risk"),
    [
        (NO_FIRST, "abc", "d", "none"),  # 3 of 4 selected, the fourth not applicable
        (NO_FIRST, "", "abcd", "none"),  # all not applicable, none selected
        (NO_FIRST, "", "a", "high"),  # one not applicable, none selected
        ([("scope || (a && b && c)", "medium"), ("default", "high")], "abc", ["scope"], "medium"),
        ([("a || b", "none"), ("default", "high")], "", "a", "high"),
        (NO_FIRST, "", "", "unanswered"),
        ([("default", "none")], "", "", "unanswered"),
        ([("default", "none")], "a", "", "none"),
        ([("default", "none")], "", "a", "none"),
        ([("a", "none")], "b", "", None),  # no rule is true, and none is the default
        (NO_FIRST, "abcd", "a", "none"),  # both selected and not applicable: not applicable
        ([("a", "none"), ("default", "high")], "a", "a", None),
    ],
)
def test_not_applicable_choices_are_left_out(rules, selected, left_out, risk):
    assert risk_of(rules, set(selected), set(left_out)) == risk


@pytest.mark.parametrize(
    ("condition", "selected", "left_out", "truth"),
    [
        ("a", "", "a", None),
        ("(a)", "", "a", None),
        ("!a", "", "a", None),
        ("!!a", "", "a", None),
        ("!(!a)", "a", "a", None),
        ("a && b", "", "ab", True),
        ("a && b && c", "", "abc", True),
        ("a || b", "", "ab", False),
        ("!a && !b", "", "ab", True),
        ("!a || !b", "", "ab", False),
        ("a && !b", "a", "b", True),
        ("a && !b", "", "b", False),
        ("!a || b", "", "a", False),
        ("!(a && b)", "", "ab", False),
        ("!(a || b)", "", "ab", True),
        ("(a && b) || c", "", "ab", True),
        ("(a || b) && c", "c", "ab", False),
        ("(a || b) && c", "cb", "a", True),
        ("a && (b)", "a", "b", True),
        ("default", "", "a", True),
    ],
)
def test_what_a_condition_means_when_choices_are_left_out(condition, selected, left_out, truth):
    assert conditions.holds(condition, set(selected), set(left_out)) is truth


def test_an_undefined_condition_decides_only_if_no_rule_before_it_was_true():
    rules = [("a && b", "none"), ("c", "medium"), ("default", "high")]
    assert risk_of(rules, {"a", "b"}, {"c"}) == "none"
    assert risk_of(rules, {"a"}, {"c"}) is None


def test_an_undefined_condition_after_the_default_is_never_met():
    assert risk_of([("default", "high"), ("c", "medium")], {"a"}, {"c"}) == "high"


def test_default_matches_where_it_stands():
    assert risk_of([("a", "none"), ("default", "high"), ("b", "medium")], {"b"}) == "high"
    assert risk_of([("default", "high"), ("a", "none")], {"a"}) == "high"


def test_a_question_that_does_not_apply_comes_before_all_else():
    assert risk_of(NO_FIRST, set(), {"a"}, applicable=False) == "na"
    assert risk_of([("a", "none")], {"a"}, {"a"}, applicable=False) == "na"


@pytest.mark.parametrize("condition", ["default && a", "!default", "(default)", "default || default", "a default"])
def test_default_must_be_the_whole_condition(condition):
    with pytest.raises(conditions.ConditionError):
        conditions.parse(condition)


def test_default_must_be_in_lower_case():
    assert conditions.ids("Default") == {"Default"}
    assert conditions.holds("DEFAULT", set()) is False


def test_hundreds_of_thousands_of_characters_are_read():
    assert conditions.holds("(" * 100_000 + "a && b" + ")" * 100_000, {"a"}, {"b"})
    assert conditions.holds("!" * 200_000 + "a", {"a"})
    assert conditions.holds("a || " * 50_000 + "b", {"b"})
    with pytest.raises(conditions.ConditionError) as error:
        conditions.parse("(" * 100_000 + "a")
    assert error.value.place == 100_001


@pytest.mark.parametrize(
    ("condition", "twice"),
    [
        ("a && a", ["a"]),
        ("a || b || a", ["a"]),
        ("(a && b) && a", ["a"]),
        ("!a && !a", ["a"]),
        ("a && !a", []),
        ("(a && b) || (a && c)", []),
        ("((x_1 || x_2) && x_3) || (!x_1 && x_3)", []),
        ("a || !(a && b)", []),
    ],
)
def test_a_choice_that_occurs_twice_where_once_is_enough(condition, twice):
    assert conditions.repeated(condition) == twice


def trees(leaves="abc"):
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            inner.map("!{}".format),
            inner.map("({})".format),
            st.tuples(inner, st.sampled_from(["&&", " && ", "||", " || "]), inner).map("".join),
        ),
        max_leaves=12,
    )


@settings(max_examples=50, deadline=None)
@given(trees())
def test_the_parser_agrees_with_another(condition):
    node = oracle.tree(condition)
    for ticked, left_out in itertools.product(["", "a", "bc", "abc"], ["", "a", "ab", "abc"]):
        held = oracle.value(node, set(ticked), set(left_out))
        assert conditions.holds(condition, set(ticked), set(left_out)) is (None if held is oracle.GONE else held)
