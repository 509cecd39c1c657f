"""Published lenses, which are not part of this repository, can be imported, are exported unchanged, and are scored correctly.

Their folder comes from LENS_CORPUS; without it, from the folder beside this repository.
"""

import io
import json
import os
import random
from pathlib import Path

import pytest
from django.core.management import call_command

from reviews.lenses.differences import differences
from reviews.lenses.exchange import open_export
from reviews.lenses.exchange.strict_export import strict_export
from reviews.lenses.format import checks
from reviews.lenses.rules import proofs
from tests.reviews.lenses import oracle
from tests.reviews.lenses.test_proofs import as_sets

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("LENS_CORPUS") or ROOT.parent / "shared" / "lenses")
FILES = sorted(FOLDER.glob("*.json"))
SETS = 1_000

pytestmark = pytest.mark.skipif(not FILES, reason=f"no published lenses in {FOLDER}; LENS_CORPUS names their folder")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def questions_of(document):
    return [question for pillar in document["pillars"] for question in pillar["questions"]]


def some_answers(questions, chance):
    """A set in which some questions are missing, some do not apply, and choices are ticked, left out, both or neither."""
    answers = {}
    for question in questions:
        if chance.random() < 0.1:
            continue
        ids = [choice["id"] for choice in question["choices"]]
        ticked, left_out = chance.choice([0, 0.3, 0.6, 1]), chance.choice([0, 0, 0.2, 0.5, 1])
        answers[question["id"]] = {
            "selected": [each for each in ids if chance.random() < ticked],
            "not_applicable": [each for each in ids if chance.random() < left_out and not each.endswith("_no")],
        } | ({"applicable": chance.random() < 0.5} if chance.random() < 0.1 else {})
    return answers


def expected(rules, answer):
    return oracle.score(
        rules, set(answer.get("selected", [])), set(answer.get("not_applicable", [])), answer.get("applicable", True)
    )


@each_file
def test_it_imports_and_comes_back_key_by_key(path):
    checked = checks.read_and_check(path.read_bytes())
    assert checked.usable, [str(message) for message in checked.messages if message.level == "error"]
    assert open_export.open_export(checked.document) == json.loads(path.read_bytes())
    assert (
        checks.read_and_check(open_export.written(open_export.open_export(checked.document))).document
        == checked.document
    )


@each_file
def test_it_goes_out_strict(path):
    found, _changes = strict_export(checks.read_and_check(path.read_bytes()).document)
    assert checks.read_and_check(open_export.written(found), "strict").usable


@each_file
def test_it_is_scored_as_the_specification_says(path, tmp_path):
    document = json.loads(path.read_bytes())
    chance = random.Random(path.stem)
    sets = [some_answers(questions_of(document), chance) for _number in range(SETS)]
    (tmp_path / "answers.json").write_text(json.dumps(sets))
    out = io.StringIO()
    call_command("lens", "score", str(path), str(tmp_path / "answers.json"), stdout=out)
    rules = {question["id"]: oracle.rules_of(question) for question in questions_of(document)}
    assert json.loads(out.getvalue()) == [
        {key: expected(rules[key], answers.get(key, {})) for key in rules} for answers in sets
    ]


@each_file
def test_its_proofs_agree_with_trying_every_answer(path):
    for question in questions_of(json.loads(path.read_bytes())):
        if len(question["choices"]) <= 9:
            assert as_sets(proofs.prove(question)) == oracle.proof(question)


def test_two_versions_of_one_lens_differ_in_what_was_added():
    pair = [FOLDER / f"orr-1.3.{number}.json" for number in (2, 4)]
    if not all(path.exists() for path in pair):
        pytest.skip("the pair orr-1.3.2 and orr-1.3.4 is not here")
    found = differences(*(json.loads(path.read_bytes()) for path in pair))
    assert {asked.id for pillar in found.pillars for asked in pillar.new} == {
        "event_canary_alarms",
        "event_gameday",
        "event_resilience_recoveries",
    }
    assert not [asked.id for pillar in found.pillars for asked in pillar.removed]
    failure = next(asked for asked in found.questions if asked.id == "architecture_failure_models")
    assert failure.rules_changed
    assert "failure_model_documented" in [choice.id for choice in failure.choices if choice.state == "new"]
