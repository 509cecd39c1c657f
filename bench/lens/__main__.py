"""`bin/bench lens`: measures scoring, reading and proving on one core; a table on stderr and, with --json, one object on stdout.

It uses the shipped lenses, and those in LENS_CORPUS (by default a folder next to this repository) if that exists.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench.lens import naive
from reviews.lenses.format import checks, schema
from reviews.lenses.rules import proofs, scoring
from reviews.lenses.shipped import FOLDER

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("LENS_CORPUS") or ROOT.parent / "shared" / "lenses")
ANSWERS = 20_000  # per round

Asked = tuple[list[tuple[str, str]], frozenset[str], frozenset[str]]

ROWS = [  # key, description, unit, target
    ("questions_per_second", "questions scored a second, on one core", "/s", lambda seen: seen >= 10_000),
    ("naive_per_second", "the same, each condition parsed anew", "/s", None),
    ("naive_ratio", "how many times as fast", "×", None),
    ("read_seconds", "400 KB, 57 questions: read and checked", "s", lambda seen: seen < 1),
    ("proof_seconds", "proof of one question with 15 choices", "s", lambda seen: seen < 1),
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench lens", description="How fast lenses are scored, read and proved.")
    parser.add_argument("--json", action="store_true", help="one object on stdout; the table goes to stderr")
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds the medians are of (5)")
    wanted = parser.parse_args()
    files = [*sorted(FOLDER.glob("*/lens.json")), *sorted(CORPUS.glob("*.json"))]
    asked = answers_to(files)
    figures = measured(asked, max(wanted.rounds, 1))
    for key, what, unit, reaches in ROWS:
        verdict = "" if reaches is None else "ok" if reaches(figures[key]) else "MISSED"
        print(f"{what:<42} {figures[key]:>12,.4g} {unit:<3} {verdict}", file=sys.stderr)
    if wanted.json:
        machine = {
            "python": platform.python_version(),
            "load_before": round(os.getloadavg()[0], 2),
            "lenses": len(files),
        }
        json.dump(figures | {"rounds": max(wanted.rounds, 1), "machine": machine}, sys.stdout)
        print()


def measured(asked: list[Asked], rounds: int) -> dict[str, float]:
    """The medians. The two scorers take turns, so that a disturbance of the machine affects both."""
    for rules, selected, left_out in asked:  # both must give the same risks, or the comparison means nothing
        if scoring.risk_of(rules, selected, left_out) != naive.risk_of(rules, set(selected), set(left_out)):
            sys.exit("The two scorers disagree; run bin/test unit.")
    ours, others, reads, proved = [], [], [], []
    large, wide = large_lens(), wide_question()
    for _round in range(rounds):
        ours.append(seconds(lambda: [scoring.risk_of(*each) for each in asked]))
        others.append(seconds(lambda: [naive.risk_of(*each) for each in asked]))
        reads.append(seconds(lambda: checks.read_and_check(large)))
        proved.append(seconds(lambda: proofs.prove(wide, at_most=5)))
    return {
        "questions_per_second": len(asked) / median(ours),
        "naive_per_second": len(asked) / median(others),
        "naive_ratio": median(others) / median(ours),
        "read_seconds": median(reads),
        "proof_seconds": median(proved),
    }


def seconds(work: Callable[[], object]) -> float:
    """Processor time, which other work on the machine affects less than wall time."""
    before = time.process_time()
    work()
    return time.process_time() - before


def answers_to(files: list[Path]) -> list[Asked]:
    chance = random.Random(1)
    questions = [
        question
        for path in files
        for pillar in json.loads(path.read_bytes())["pillars"]
        for question in pillar["questions"]
    ]
    return [answer_to(chance.choice(questions), chance) for _number in range(ANSWERS)]


def answer_to(question: dict, chance: random.Random) -> Asked:
    ids = [choice["id"] for choice in question["choices"]]
    rules = [(rule["condition"], schema.RISKS[rule["risk"]]) for rule in question["riskRules"]]
    selected = frozenset(each for each in ids if chance.random() < 0.5) or frozenset(
        ids[:1]
    )  # scoring an unanswered question is too cheap to measure
    return rules, selected, frozenset(each for each in ids if chance.random() < 0.1)


def large_lens() -> bytes:
    """A lens as large as the largest published one: 57 questions, 363 choices, 400 KB."""
    ids = ["practice_a", "practice_b", "practice_c", "practice_d", "practice_e", "none_no"]
    words = "Put into words what the team does when this happens, and who does it. " * 7
    resource = {"displayText": words, "url": "https://example.com/page"}
    question = {
        "title": "How do you do what has to be done?",
        "description": words,
        "choices": [{"id": key, "title": key, "helpfulResource": resource, "improvementPlan": resource} for key in ids],
        "riskRules": [
            {"condition": " && ".join(ids[:5]) + " && !none_no", "risk": "NO_RISK"},
            {"condition": f"({ids[0]} || {ids[1]}) && !none_no", "risk": "MEDIUM_RISK"},
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
    }
    pillars = [
        {
            "id": f"pillar{p}",
            "name": "A pillar",
            "questions": [{"id": f"question{p}_{q}", **question} for q in range(19)],
        }
        for p in range(3)
    ]
    lens = {"schemaVersion": "2021-11-01", "name": "A large lens", "description": words, "pillars": pillars}
    return json.dumps(lens, indent=2).encode()


def wide_question() -> dict:
    ids = [f"practice{number:02}" for number in range(15)]
    return {
        "id": "wide",
        "choices": [{"id": key} for key in ids],
        "riskRules": [
            {"condition": f"{ids[0]} && !({' && '.join(ids[1:8])})", "risk": "NO_RISK"},
            {
                "condition": " || ".join(f"({one} && !{other})" for one, other in pairwise(ids)),
                "risk": "MEDIUM_RISK",
            },
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
    }


if __name__ == "__main__":
    main()
