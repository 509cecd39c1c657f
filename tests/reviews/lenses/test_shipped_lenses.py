"""The review tool accepts the shipped lenses, their rules are proved, and they have both languages."""

import json
import re
from pathlib import Path

import pytest

from reviews.lenses import shipped
from reviews.lenses.format import checks, schema
from reviews.lenses.rules import proofs, verdicts
from reviews.lenses.rules.scoring import risk_of

JAPANESE = r"[\u3005\u3040-\u30ff\u3400-\u9fff]"
ILL_SET = re.compile(rf"{JAPANESE} +[A-Za-z0-9]|[A-Za-z0-9%] +{JAPANESE}|{JAPANESE}[,.?!:;()]|[０-９Ａ-Ｚａ-ｚ]")
LENSES = {slug: shipped.read(slug) for slug in shipped.slugs()}
# The numbers of questions, practices and design principles of each pillar of the published framework.
FRAMEWORK = {
    "operationalExcellence": (11, 68, 8),
    "security": (11, 63, 7),
    "reliability": (13, 65, 5),
    "performance": (5, 32, 5),
    "costOptimization": (11, 50, 5),
    "sustainability": (6, 29, 6),
}
PART = re.compile(r"_[A-Z]$")  # of a published practice that we split
# Each published practice with the risk if it is missing and its title; facts, read in 2026.
PUBLISHED = json.loads(Path(__file__).with_name("framework_practices.json").read_text())
ALL_HIGH = "OPS4"  # every practice is published as high, so that a rule of ours sets medium apart from none


def pillars(files):
    return [(pillar, files.companion["pillars"][pillar["id"]]) for pillar in files.lens["pillars"]]


def questions(files):
    return [(asked, told["questions"][asked["id"]]) for pillar, told in pillars(files) for asked in pillar["questions"]]


def practices(question):
    return [choice["id"] for choice in question["choices"] if not choice["id"].endswith("_no")]


def published_as_high(question):
    return [practice for practice in practices(question) if PUBLISHED[PART.sub("", practice)][0] == "high"]


def may_be_high(files, question):
    return files.slug != "framework" or bool(published_as_high(question))


each_lens = pytest.mark.parametrize("files", LENSES.values(), ids=LENSES)


def test_two_lenses_come_with_the_product():
    assert list(LENSES) == ["bootcamp", "framework"]


@each_lens
def test_the_review_tool_takes_it(files):
    assert checks.check(files.lens, "strict") == []


@each_lens
def test_the_companion_has_the_ids_of_the_lens_and_no_others(files):
    assert list(files.companion["pillars"]) == [pillar["id"] for pillar in files.lens["pillars"]]
    for pillar, beside in pillars(files):
        assert list(beside["questions"]) == [question["id"] for question in pillar["questions"]]
    for question, told in questions(files):
        assert list(told["choices"]) == [choice["id"] for choice in question["choices"]]


@each_lens
def test_the_companion_says_the_same_english_names_as_the_lens(files):
    assert files.companion["name"]["en"] == files.lens["name"]
    assert files.companion["description"]["en"] == files.lens["description"]
    assert all(told["name"]["en"] == pillar["name"] for pillar, told in pillars(files))


@each_lens
def test_the_rules_of_every_question_are_proved(files):
    for question, _told in questions(files):
        proof = proofs.prove(question)
        assert verdicts.verdict_of(proof) == "sound", question["id"]
        risks = ["high", "medium", "none"] if may_be_high(files, question) else ["medium", "none"]
        assert [risk for risk, _count in proof.reachable] == risks


@each_lens
def test_none_of_these_is_the_highest_risk_whatever_else_is_ticked(files):
    for question, _told in questions(files):
        rules = [(rule["condition"], schema.RISKS[rule["risk"]]) for rule in question["riskRules"]]
        for nothing in {choice["id"] for choice in question["choices"]} - set(practices(question)):
            risks = risk_of(rules, {nothing}), risk_of(rules, {nothing, *practices(question)})
            highest = "high" if may_be_high(files, question) else "medium"
            assert risks == (highest, highest), question["id"]


@each_lens
def test_every_question_is_told_in_japanese_too(files):
    for question, told in questions(files):
        assert re.search(JAPANESE, told["title"]["ja"]), question["id"]
        assert told["title"]["ja"].endswith("ますか"), question["id"]
        assert told["description"]["ja"].endswith("。"), question["id"]


@each_lens
def test_every_practice_is_told_in_japanese_too_and_how_to_come_to_it(files):
    for question, told in questions(files):
        for choice in question["choices"]:
            words, place = told["choices"][choice["id"]], (question["id"], choice["id"])
            is_practice = choice["id"] in practices(question)
            assert re.search(JAPANESE, words["title"]["ja"]), place
            assert not words["title"]["ja"].endswith("。"), place
            assert ("improvementPlan" in choice) == ("improvement" in words) == is_practice, place
            assert all(words[key]["ja"].endswith("。") for key in ("improvement", "help") if key in words), place


@each_lens
def test_japanese_is_set_as_design_asks(files):
    for text in texts(files.companion, "ja"):
        assert not ILL_SET.search(text), text


@each_lens
def test_english_uses_curly_quotes(files):
    published = {choice["title"] for question, _told in questions(files) for choice in question["choices"]}
    for text in {*texts(files.companion, "en"), *strings(files.lens)} - published:
        assert not re.search(r"\"|(?<!&)'", text), text


def test_the_framework_has_its_published_questions_practices_and_principles():
    files = LENSES["framework"]
    assert {
        pillar["id"]: (
            len(pillar["questions"]),
            len({PART.sub("", practice) for question in pillar["questions"] for practice in practices(question)}),
            len(told["principles"]),
        )
        for pillar, told in pillars(files)
    } == FRAMEWORK
    assert all(len(practices(question)) >= 3 for question, _told in questions(files))


def test_the_framework_has_each_published_practice_under_its_id():
    files = LENSES["framework"]
    found = [practice for question, _told in questions(files) for practice in practices(question)]
    assert len(PUBLISHED) == 307
    assert {PART.sub("", practice) for practice in found} == set(PUBLISHED)


def test_titles_that_are_not_the_published_ones_are_called_ours():
    files = LENSES["framework"]
    ours = []
    for question, told in questions(files):
        for choice in question["choices"]:
            published = PUBLISHED.get(PART.sub("", choice["id"]), ("", "None of these"))[1]
            if choice["title"] != published:
                ours.append(choice["id"])
                assert "under a title of our own" in choice["helpfulResource"]["displayText"]
                assert "題名はHashiraのもの" in told["choices"][choice["id"]]["help"]["ja"]
    assert len(ours) == 11
    assert all(PART.search(practice) for practice in ours)
    whole = {PART.sub("", practice).replace("_", "-") for practice in ours}
    assert all(practice in files.companion["description"][language] for practice in whole for language in ("ja", "en"))


def test_a_question_is_high_as_long_as_a_practice_is_missing_that_is_published_as_high():
    for question, _told in questions(LENSES["framework"]):
        high, every = published_as_high(question), practices(question)
        rules = {rule["risk"]: rule["condition"] for rule in question["riskRules"]}
        assert rules["NO_RISK"] == " && ".join([*every, "!none_no"])
        if question["id"] == ALL_HIGH:
            assert high == every
            continue
        highest = "HIGH_RISK" if high else "MEDIUM_RISK"
        assert rules[highest] == "default"
        assert not high or rules["MEDIUM_RISK"] == " && ".join([*high, "!none_no"]), question["id"]


def test_most_answers_are_high_only_where_two_practices_or_more_are_published_as_high():
    for question, _told in questions(LENSES["framework"]):
        proof = proofs.prove(question)
        share = dict(proof.reachable).get("high", 0) / proof.answers
        assert (share > 0.7) == (len(published_as_high(question)) >= 2), question["id"]


def test_no_provider_is_named():
    words = re.compile(r"\b(AWS|Amazon|Azure|Google)\b")
    for files in LENSES.values():
        for text in strings([files.lens, files.companion]):
            assert text.startswith("https://") or not words.search(text), text


def texts(node, language):
    """Every text of that language below a node of {"ja": …, "en": …}."""
    if isinstance(node, list):
        return [text for item in node for text in texts(item, language)]
    if not isinstance(node, dict):
        return []
    own = [node[language]] if isinstance(node.get(language), str) else []
    return own + [text for item in node.values() for text in texts(item, language)]


def strings(node):
    return re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(node, ensure_ascii=False).replace('\\"', "”"))
