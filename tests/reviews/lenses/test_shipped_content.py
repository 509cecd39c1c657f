"""The bootcamp's lens and its scenario, read as the plain files they are."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest

CONTENT = Path(__file__).resolve().parents[3] / "reviews" / "content"
LENS = json.loads((CONTENT / "lenses/bootcamp/lens.json").read_text("utf-8"))
COMPANION = json.loads((CONTENT / "lenses/bootcamp/companion.json").read_text("utf-8"))
SCENARIO_FOLDER = CONTENT / "scenarios/yamagara-parcels"
SCENARIO = json.loads((SCENARIO_FOLDER / "scenario.json").read_text("utf-8"))

PRINCIPLES = {"operationalExcellence": 5, "security": 7, "reliability": 5, "performance": 5, "costOptimization": 5}
MARKS = ["ops", "sec", "rel", "perf", "cost"]
IDENTIFIER = re.compile(r"[A-Za-z0-9_]{3,64}")
JAPANESE = r"[\u3005\u3040-\u30ff\u3400-\u9fff]"
ILL_SET = re.compile(rf"{JAPANESE} +[A-Za-z0-9]|[A-Za-z0-9%] +{JAPANESE}|{JAPANESE}[,.?!:;()]|[０-９Ａ-Ｚａ-ｚ]")

QUESTIONS = [question for pillar in LENS["pillars"] for question in pillar["questions"]]
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
each_language = pytest.mark.parametrize("language", ["ja", "en"])


def practices(question):
    return [choice["id"] for choice in question["choices"] if not choice["id"].endswith("_no")]


def none_of_these(question):
    return [choice["id"] for choice in question["choices"] if choice["id"].endswith("_no")]


def texts(node, language):
    """Every text of that language below a node of {"ja": …, "en": …}."""
    if isinstance(node, list):
        return [text for item in node for text in texts(item, language)]
    if not isinstance(node, dict):
        return []
    own = [node[language]] if isinstance(node.get(language), str) else []
    return own + [text for item in node.values() for text in texts(item, language)]


def document(language):
    return (SCENARIO_FOLDER / f"document.{language}.md").read_text("utf-8")


def blocks(language):
    return [block.strip() for block in document(language).split("\n\n")]


def kind(block):
    signs = {"## ": "heading", "|": "table", "- ": "list"}
    return next((name for sign, name in signs.items() if block.startswith(sign)), "paragraph")


def test_the_lens_has_the_five_pillars_with_four_questions_each():
    assert LENS["schemaVersion"] == "2021-11-01"
    assert [pillar["id"] for pillar in LENS["pillars"]] == list(PRINCIPLES)
    assert all(len(pillar["questions"]) == 4 for pillar in LENS["pillars"])
    assert len({question["id"] for question in QUESTIONS}) == 20


@each_question
def test_a_question_has_three_to_five_choices_and_a_way_to_improve_each_practice(question):
    ids = [choice["id"] for choice in question["choices"]]
    assert 3 <= len(ids) <= 5
    assert len(set(ids)) == len(ids)
    assert none_of_these(question) in ([], ids[-1:])
    assert all(("improvementPlan" in choice) == (choice["id"] in practices(question)) for choice in question["choices"])


@each_question
def test_rules_name_known_choices_end_in_default_and_give_each_risk_once(question):
    *before, last = [rule["condition"] for rule in question["riskRules"]]
    assert last == "default"
    assert "default" not in before
    assert set(re.findall(r"\w+", " ".join(before))) == {choice["id"] for choice in question["choices"]}
    assert sorted(rule["risk"] for rule in question["riskRules"]) == ["HIGH_RISK", "MEDIUM_RISK", "NO_RISK"]


def test_each_pillar_has_its_mark_its_definition_and_its_principles_in_both_languages():
    assert [pillar["mark"] for pillar in COMPANION["pillars"].values()] == MARKS
    assert {key: len(pillar["principles"]) for key, pillar in COMPANION["pillars"].items()} == PRINCIPLES
    principles = [principle for pillar in COMPANION["pillars"].values() for principle in pillar["principles"]]
    assert len({principle["id"] for principle in principles}) == 27
    for told in chain.from_iterable([p["name"], p["definition"]] for p in COMPANION["pillars"].values()):
        assert set(told) == {"ja", "en"}
    for principle in principles:
        assert IDENTIFIER.fullmatch(principle["id"])
        assert set(principle["title"]) == set(principle["text"]) == {"ja", "en"}
        assert 2 <= principle["text"]["ja"].count("。") <= 3, principle["id"]


def test_what_the_rehearsal_finds_of_a_planted_gap_has_its_severity():
    story = json.loads((CONTENT / "stories/rehearsal.json").read_text("utf-8"))
    findings = [finding for pillar in story["pillars"] for finding in pillar["findings"]]
    risks = {finding["title"]["en"]: finding["risk"] for finding in findings}
    found = {gap["title"]["en"]: gap["severity"] for gap in SCENARIO["gaps"] if gap["title"]["en"] in risks}
    assert len(found) >= 2
    assert found == {title: risks[title] for title in found}


def test_one_gap_is_planted_in_each_pillar():
    assert [gap["pillar"] for gap in SCENARIO["gaps"]] == list(PRINCIPLES)
    assert len({gap["id"] for gap in SCENARIO["gaps"]}) == 5
    assert {gap["severity"] for gap in SCENARIO["gaps"]} == {"high", "medium"}


@each_language
def test_the_scenario_is_told_in_both_languages(language):
    for part in [SCENARIO["title"], SCENARIO["summary"]]:
        assert part[language].strip()
    for gap in SCENARIO["gaps"]:
        assert all(gap[key][language].strip() for key in ("title", "quote", "good_answer")), gap["id"]


@each_language
def test_each_quote_occurs_once_in_the_document_inside_one_paragraph(language):
    for gap in SCENARIO["gaps"]:
        quote = gap["quote"][language]
        assert document(language).count(quote) == 1, quote
        assert [kind(block) for block in blocks(language) if quote in block] == ["paragraph"]


def test_a_quote_points_to_the_same_paragraph_in_both_languages():
    for gap in SCENARIO["gaps"]:
        places = [next(n for n, block in enumerate(blocks(at)) if gap["quote"][at] in block) for at in ("ja", "en")]
        assert places[0] == places[1], gap["id"]


def test_the_documents_have_the_same_blocks_in_the_same_order():
    kinds = [kind(block) for block in blocks("ja")]
    assert kinds == [kind(block) for block in blocks("en")]
    assert kinds.count("heading") == 6
    assert 30 <= kinds.count("paragraph") <= 38
    for ja, en in zip(blocks("ja"), blocks("en"), strict=True):
        assert ja.count("\n") == en.count("\n")


@each_language
def test_the_documents_are_plain_markdown(language):
    assert not re.search(r"[<>*`\[\]]", document(language))


def test_japanese_is_set_as_design_asks():
    for text in [*texts(COMPANION, "ja"), *texts(SCENARIO, "ja"), *blocks("ja")]:
        assert not ILL_SET.search(text), text


def test_english_uses_curly_quotes():
    choices = [choice for question in QUESTIONS for choice in question["choices"]]
    lens = [item["title"] for item in [*QUESTIONS, *choices]] + [question["description"] for question in QUESTIONS]
    improvements = [choice.get("improvementPlan", {}).get("displayText", "") for choice in choices]
    for text in [*texts(COMPANION, "en"), *texts(SCENARIO, "en"), *lens, *improvements, document("en")]:
        assert not re.search("[\"']", text), text
