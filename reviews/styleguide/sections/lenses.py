"""A question of a lens, its risk rules with their proof, and the messages about a lens file."""

from __future__ import annotations

from types import SimpleNamespace as Sample
from typing import get_args

from reviews.lenses.format import checks
from reviews.lenses.models import Choice, RiskRule
from reviews.lenses.rules import trials, verdicts
from reviews.styleguide.samples import many, pillars
from reviews.styleguide.specimens import Section, Specimen

HERE = "reviews/lenses/"
PRACTICES = [
    ("backups", "Backups are taken without anyone’s help", "バックアップを人手によらず取っている"),
    ("written", "The way back is written down", "復旧の手順を書いてある"),
    ("tried", "A restore was tried within the last quarter", "この四半期に復旧を試した"),
    ("three", "At least three people have done it", "三人以上が経験している"),
    ("drill", "It is drilled with everyone asleep", "夜間にも訓練している"),
    ("measured", "We measure how long it takes", "かかる時間を測っている"),
]
BROKEN = [
    ("backups && written && tried && three", "none"),
    ("backups && written || tried && !three", "medium"),
    ("default", "high"),
]
SOUND = [("backups && written", "none"), ("backups || written", "medium"), ("default", "high")]
SOUND_OF_THREE = [("backups && written && tried", "none"), ("backups && written", "medium"), ("default", "high")]


def sections() -> list[Section]:
    return [
        Section("lattice", proofs()),
        Section("remarks", remarks()),
        Section("rules", rules()),
        Section("verdict", [*map(_verdict, get_args(verdicts.Verdict)), *map(_state, ("new", "changed", "removed"))]),
    ]


def proofs() -> list[Specimen]:
    steps = [("backups && !written", "none"), ("default", "high")]
    shown = {
        "a worse step, as ticked": _trial(4, BROKEN, ["backups", "tried"]),
        "sound": _trial(3, SOUND_OF_THREE),
        "five practices": _trial(5, SOUND_OF_THREE),
        "six practices: only the worse steps": _trial(6, steps),
        "some answers without a risk": _trial(2, SOUND[:1]),
        "no rules": _trial(1, []),
    }
    request = Sample(path="")
    return [
        Specimen(state, f"{HERE}_proof.html", {"trial": trial, "request": request}, wide=True)
        for state, trial in shown.items()
    ]


def rules() -> list[Specimen]:
    shown = {
        "nothing ticked": _trial(2, SOUND),
        "one decides, one makes the risk worse": _trial(4, BROKEN, ["tried"]),
        "none": _trial(2, []),
    }
    return [Specimen(state, f"{HERE}_rules.html", {"trial": trial}) for state, trial in shown.items()]


def remarks() -> list[Specimen]:
    asked = [{"id": f"asked_{number}", "title": "", "riskRules": [{"condition": "a b"}]} for number in range(6)]
    found = checks.read_and_check(
        '{"name": NaN, "pillars": ' + str([{"id": "sec", "questions": asked}]).replace("'", '"') + "}"
    )
    counts = {level: sum(one.level == level for one in found.messages) for level in ("error", "warning", "notice")}
    return [
        Specimen("of a refused file", f"{HERE}_messages.html", {"found": found.messages, "counts": counts}, wide=True)
    ]


def _verdict(verdict: str) -> Specimen:
    return Specimen(verdict, f"{HERE}_verdict.html", {"verdict": verdict})


def _state(state: str) -> Specimen:
    return Specimen(state, f"{HERE}_state.html", {"state": state})


def _trial(practices: int, rules: list[tuple[str, str]], ticked: list[str] | None = None) -> trials.Trial:
    choices = [Choice(key=key, title={"en": en, "ja": ja}) for key, en, ja in PRACTICES[:practices]]
    question = Sample(
        key="REL3",
        title={"en": "How do you know that you can restore?", "ja": "復旧できることを、どのように確かめていますか"},
        pillar=pillars()[2],
        choices=many(*choices),
        risk_rules=many(*(RiskRule(condition=condition, risk=risk) for condition, risk in rules)),
        help={},
        help_url="",
    )
    return trials.trial_of(question, ticked or [], [])
