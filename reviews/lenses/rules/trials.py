"""Tries out a question: the risk of an answer, the rule that decides it, and the proof of all rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, count, product
from string import ascii_uppercase

from reviews.lenses.format import schema
from reviews.lenses.models import Choice, Question, RiskRule
from reviews.lenses.rules import lattice, proofs, scoring, verdicts

PARTS = re.compile(r"!?\s*[A-Za-z0-9_]+|&&|\|\||[()!]")
STEPS_LISTED = 5_000  # steps that make the risk worse; five practices have 80 at most
SPACED = {"&&": " && ", "||": " || "}


@dataclass(frozen=True)
class TriedChoice:
    choice: Choice
    letter: str
    ticked: bool
    left_out: bool
    is_none: bool  # "none of these", which cannot be not applicable

    @property
    def has_words(self) -> bool:
        """Whether its author wrote more than its title."""
        choice = self.choice
        return any((choice.help, choice.help_url, choice.improvement, choice.improvement_url))


@dataclass(frozen=True)
class Part:
    """A piece of a displayed condition: a choice's letter, an operator or a parenthesis."""

    text: str
    is_wrong: bool  # the choice that makes the risk worse


@dataclass(frozen=True)
class ReadRule:
    """A rule, its condition written with the letters of the choices instead of their ids."""

    rule: RiskRule
    parts: list[Part]
    speaks: bool


@dataclass(frozen=True)
class Step:
    """A step that makes the risk worse: what is ticked, and what is added."""

    ticked: list[TriedChoice]
    add: TriedChoice
    before: str
    after: str


@dataclass(frozen=True)
class Trial:
    """An answer to a question, its risk, the rule that decides it, and the proof of the question's rules."""

    question: Question
    choices: list[TriedChoice]
    rules: list[ReadRule]
    applies: bool
    risk: str | None
    all_practices: str | None  # the risk of ticking them all
    proof: proofs.Proof
    lattices: list[lattice.Lattice]

    @property
    def verdict(self) -> verdicts.Verdict:
        return verdicts.verdict_of(self.proof)

    @property
    def is_whole(self) -> bool:
        """Whether every answer is drawn, not only the steps that make the risk worse."""
        return len(self.proof.practices) <= lattice.WHOLE

    @property
    def speaks(self) -> int | None:
        """The number of the rule that decides, counted from 1."""
        return next((number for number, rule in enumerate(self.rules, 1) if rule.speaks), None)

    @property
    def steps(self) -> list[Step]:
        by_key = {tried.choice.key: tried for tried in self.choices}
        return [
            Step([by_key[key] for key in step.ticked], by_key[step.add], step.before, step.after)
            for step in self.proof.worse[: lattice.STEPS]
        ]

    @property
    def is_one_to_blame(self) -> bool:
        """Whether all steps that make the risk worse add the same practice."""
        return self.proof.worse_count == len(self.proof.worse) and len({step.add for step in self.proof.worse}) == 1

    @property
    def best(self) -> str:
        """The lowest risk that an answer gets."""
        return self.proof.reachable[-1][0]

    @property
    def without_risk(self) -> list[TriedChoice]:
        """The smallest answer that gets no risk."""
        rules = [(read.rule.condition, read.rule.risk) for read in self.rules]
        practices = [tried for tried in self.choices if not tried.is_none]
        answers = chain.from_iterable(combinations(practices, size) for size in range(1, len(practices) + 1))
        return list(next((some for some in answers if _risk_of(rules, some) is None), ()))

    @property
    def idle(self) -> list[TriedChoice]:
        return [tried for tried in self.choices if tried.choice.key in self.proof.idle]

    @property
    def idle_letters(self) -> str:
        return " ".join(tried.letter for tried in self.idle)

    @property
    def all_defined(self) -> bool:
        return not self.proof.undefined

    @property
    def all_matter(self) -> bool:
        return not self.proof.idle

    @property
    def has_words(self) -> bool:
        """Whether the author wrote more than titles, a description and rules."""
        return bool(self.question.help or self.question.help_url or any(tried.has_words for tried in self.choices))


def trial_of(question: Question, ticked: Iterable[str], left_out: Iterable[str], *, applies: bool = True) -> Trial:
    """The question with this answer. Ids that it does not have are ignored, and so is a not applicable "none of these"."""
    choices, read = list(question.choices.all()), list(question.risk_rules.all())
    rules = [(rule.condition, rule.risk) for rule in read]
    letters = dict(zip([choice.key for choice in choices], _letters(), strict=False))
    without = {key for key in left_out if key in letters and not schema.is_none_of_these(key)}
    selected = frozenset(letters.keys() & set(ticked) - without)
    proof = proofs.prove_rules(list(letters), rules, at_most=STEPS_LISTED)
    speaks = scoring.deciding_rule(rules, selected, without) if applies and (selected or without) else None
    culprit, practice = _culprit(proof, rules)
    is_drawn = applies and not without and selected <= set(proof.practices)
    return Trial(
        question,
        [
            TriedChoice(
                choice,
                letters[choice.key],
                choice.key in selected,
                choice.key in without,
                schema.is_none_of_these(choice.key),
            )
            for choice in choices
        ],
        [
            ReadRule(rule, parts_of(rule.condition, letters, practice if place == culprit else ""), place == speaks)
            for place, rule in enumerate(read)
        ],
        applies,
        scoring.risk_of(rules, selected, without, applicable=applies),
        scoring.risk_of(rules, frozenset(proof.practices)),
        proof,
        lattice.draw(proof, rules, letters, selected if is_drawn else None),
    )


def parts_of(condition: str, letters: dict[str, str], wrong: str = "") -> list[Part]:
    """The condition in the letters of the choices, evenly spaced, with the choice `wrong` marked."""
    parts = []
    for found in PARTS.findall(condition):
        key = found.lstrip("! ")
        text = SPACED.get(found, found.replace(key, letters.get(key, key), 1).replace(" ", ""))
        parts.append(Part(text, bool(key) and key == wrong))
    return parts


def _risk_of(rules: list[tuple[str, str]], ticked: Iterable[TriedChoice]) -> str | None:
    return scoring.risk_of(rules, frozenset(tried.choice.key for tried in ticked))


def _culprit(proof: proofs.Proof, rules: list[tuple[str, str]]) -> tuple[int | None, str]:
    """The rule that causes the first step to a worse risk, and the practice that is added in it.

    With the practice, either the rule that decided before is no longer true, or an earlier rule becomes true.
    """
    if not proof.worse:
        return None, ""
    step = proof.worse[0]
    before = scoring.deciding_rule(rules, frozenset(step.ticked))
    after = scoring.deciding_rule(rules, frozenset((*step.ticked, step.add)))
    return (after if before is None or (after is not None and after < before) else before), step.add


def _letters() -> Iterator[str]:
    """A to Z, then AA and so on."""
    for size in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=size))
