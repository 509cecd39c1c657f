"""Proofs of rules, beside a check that tries every answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.lenses.rules import proofs, verdicts
from tests.reviews.lenses import oracle
from tests.reviews.lenses.lenses import question
from tests.reviews.lenses.test_scoring import trees

RISKS = ["HIGH_RISK", "MEDIUM_RISK", "NO_RISK"]
IDS = ["aaa", "bbb", "ccc", "ddd", "some_no"]


def as_sets(proof):
    return {
        "reachable": {{"high": "HIGH", "medium": "MEDIUM", "none": "NONE"}[risk] for risk, _count in proof.reachable},
        "all_best": proof.all_best,
        "monotone": proof.monotone,
        "worse": {(frozenset(worse.ticked), worse.add) for worse in proof.worse},
        "idle": set(proof.idle),
    }


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(IDS), min_size=1, unique=True),
    st.lists(st.tuples(trees(IDS) | st.just("default"), st.sampled_from(RISKS)), max_size=4),
)
def test_a_proof_agrees_with_trying_every_answer(choices, rules):
    asked = question(choices=choices, rules=rules or [("default", "HIGH_RISK")])
    assert as_sets(proofs.prove(asked)) == oracle.proof(asked)


def test_sound_rules_are_flawless():
    proof = proofs.prove(question(choices=["alpha", "beta", "gamma"], rules=[
        ("alpha && beta && gamma", "NO_RISK"), ("alpha && beta", "MEDIUM_RISK"), ("default", "HIGH_RISK"),
    ]))  # fmt: skip
    assert verdicts.verdict_of(proof) == "sound"
    assert proof.reachable == (("high", 5), ("medium", 1), ("none", 1))
    assert proof.answers == 7


def test_the_offending_answer_is_named():
    asked = question(choices=["only", "third"], rules=[("only && !third", "NO_RISK"), ("default", "MEDIUM_RISK")])
    proof = proofs.prove(asked)
    assert not proof.monotone
    assert proof.worse == (proofs.Worse(("only",), "third", "none", "medium"),)
    assert not proof.all_best


def test_a_choice_that_means_none_of_these_stays_unticked():
    asked = question(choices=["alpha", "beta", "none_no"], rules=[("none_no", "HIGH_RISK"), ("default", "NO_RISK")])
    proof = proofs.prove(asked)
    assert proof.practices == ("alpha", "beta")
    assert proof.reachable == (("none", 3),)
    assert proof.unreachable == ("high",)
    assert proof.idle == ("alpha", "beta")


def test_the_empty_answer_does_not_count_but_a_practice_may_matter_by_it():
    proof = proofs.prove(question(choices=["alpha"], rules=[("alpha", "NO_RISK"), ("default", "HIGH_RISK")]))
    assert proof.reachable == (("none", 1),)
    assert proof.idle == ()
    assert proof.monotone


def test_answers_without_a_risk_are_counted_and_neither_better_nor_worse():
    proof = proofs.prove(question(choices=["alpha", "beta"], rules=[("alpha && !beta", "NO_RISK")]))
    assert proof.undefined == 2
    assert proof.monotone
    assert not proof.all_best
    assert not proof.has_default


def test_best_is_the_lowest_risk_that_is_reached():
    asked = question(choices=["alpha", "beta"], rules=[("alpha && beta", "MEDIUM_RISK"), ("default", "HIGH_RISK")])
    assert proofs.prove(asked).all_best


def test_more_than_fifteen_choices_are_not_proved():
    many = [f"choice{number}" for number in range(16)]
    assert not proofs.prove(question(choices=many)).proved
    assert proofs.prove(question(choices=many[:15])).proved


def test_a_question_without_practices_has_nothing_to_reach():
    proof = proofs.prove({"id": "empty", "choices": [], "riskRules": []})
    assert proof.reachable == ()
    assert proof.monotone


def test_fifteen_choices_are_proved_and_the_list_of_steps_is_cut():
    many = [f"choice{number}" for number in range(15)]
    rules = [(f"choice0 && !({' && '.join(many[1:])})", "NO_RISK"), ("default", "HIGH_RISK")]
    proof = proofs.prove(question(choices=many, rules=rules), at_most=3)
    assert len(proof.worse) == 3
    assert proof.worse_count == 14
    assert sum(count for _risk, count in proof.reachable) == 2**15 - 1


@pytest.mark.parametrize(
    ("conditions", "has", "last"),
    [(["alpha", "default"], True, True), (["default", "alpha"], True, False), (["alpha"], False, False),
     (["default", "default"], True, False)],
)  # fmt: skip
def test_where_the_default_stands(conditions, has, last):
    proof = proofs.prove(question(rules=[(condition, "NO_RISK") for condition in conditions]))
    assert (proof.has_default, proof.default_last) == (has, last)
