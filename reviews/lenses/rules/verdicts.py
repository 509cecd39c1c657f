"""Summarizes a proof in one word."""

from __future__ import annotations

from typing import Literal

from reviews.lenses.rules.proofs import Proof

Verdict = Literal["unproved", "bare", "worse", "not_best", "undefined", "unreachable", "idle", "no_default", "sound"]


FLAWLESS: frozenset[Verdict] = frozenset(("sound", "unproved"))  # no flaw is known


def verdict_of(proof: Proof) -> Verdict:
    """The most serious flaw of a question's rules, or `sound`."""
    if not proof.proved:
        return "unproved"
    if not proof.reachable:
        return "bare"  # no rule gives any answer a risk
    if not proof.monotone:
        return "worse"
    if not proof.all_best:
        return "not_best"
    if proof.undefined:
        return "undefined"
    if proof.unreachable:
        return "unreachable"
    if proof.idle:
        return "idle"
    return "sound" if proof.default_last else "no_default"
