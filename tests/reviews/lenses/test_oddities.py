"""Irregularities of real lens files, each in a small example. All of them survive the import."""

import json

import pytest

from reviews.lenses.exchange import open_export
from reviews.lenses.format import checks
from reviews.lenses.rules import answer_sets, scoring
from tests.reviews.lenses.lenses import changed, choice, lens, pillar, question, text_of

Q = "pillars[0].questions[0]"


def checked(document):
    return checks.read_and_check(text_of(document))


def codes(document):
    return {message.code for message in checked(document).messages}


def test_unknown_keys_are_stored_and_exported():
    document = lens(
        question(url="https://example.com", helpfulResource={"displayText": "a", "Url": "b"}),
        _version="1.0",
        _teams=["a"],
    )
    document["pillars"][0]["description"] = "What the pillar is"
    document["pillars"][0]["questions"][0]["choices"][0]["description"] = {"any": ["thing", None, 1.5, True]}
    document["pillars"][0]["questions"][0]["riskRules"][0]["_note"] = ""
    assert checked(document).usable
    assert codes(document) == {"unknown_key"}
    assert open_export.open_export(checked(document).document) == document


def test_the_number_that_the_tools_export_adds_is_dropped():
    document = changed(changed(lens(), f"{Q}.number", 3), f"{Q}.choices[1].number", 7)
    assert open_export.open_export(checked(document).document) == lens()


@pytest.mark.parametrize("address", ["", "   ", " https://example.com \n", "https://example.com/a b\n"])
def test_empty_addresses_and_spaces_in_them_are_warned_of_and_stored(address):
    document = changed(lens(), f"{Q}.choices[0].improvementPlan.url", address)
    assert checked(document).usable
    assert codes(document) <= {"url_empty", "url_spaces"}
    assert open_export.open_export(checked(document).document) == document


def test_a_lens_without_any_default_scores_null_where_no_rule_is_true():
    document = lens(question(rules=[("alpha && beta", "NO_RISK")]))
    assert checked(document).usable
    scored = list(
        answer_sets.score(answer_sets.questions_of(document), [{"first": {"selected": ["alpha"]}}, {}], pytest.fail)
    )
    assert scored == [{"first": None}, {"first": "UNANSWERED"}]


def test_a_question_with_nothing_but_a_default_is_usable():
    document = lens(question(rules=[("default", "NO_RISK")]))
    assert checked(document).usable
    assert codes(document) == {"choice_unused"}


def test_none_of_these_is_told_by_the_id_alone():
    document = lens(question(choices=["alpha", choice("noneofthese", title="None of these")], rules=[
        ("alpha", "NO_RISK"), ("default", "HIGH_RISK")]))  # fmt: skip
    assert checked(document).usable
    assert "none_title" in codes(document)


def test_choice_ids_are_those_of_their_question():
    document = lens(question("first"), question("second", rules=[("beta", "NO_RISK"), ("default", "HIGH_RISK")]))
    given = {"first": {"selected": ["alpha", "beta"]}, "second": {"selected": ["alpha"]}}
    assert list(answer_sets.score(answer_sets.questions_of(document), [given], pytest.fail)) == [
        {"first": "NONE", "second": "HIGH"}
    ]


def test_long_titles_and_what_is_missing_are_warned_of():
    document = changed(changed(lens(), f"{Q}.title", "x" * 300), f"{Q}.choices[0].improvementPlan", ...)
    assert checked(document).usable
    assert codes(document) == {"too_long", "improvement_missing"}


def test_text_that_looks_like_html_is_text():
    document = changed(lens(), f"{Q}.choices[0].title", "<b>bold</b> & <script>alert(1)</script>")
    assert checked(document).usable
    assert open_export.open_export(checked(document).document) == document


@pytest.mark.parametrize("key", ["Security", "Performance", "SEC", "SUS", "cost_optimization"])
def test_a_pillar_is_the_frameworks_by_its_exact_id_only(key):
    document = lens(pillars=[pillar(key)])
    assert checked(document).usable
    assert codes(document) == ({"framework_case"} if len(key) > 3 else set())


@pytest.mark.parametrize(
    ("condition", "selected", "risk"),
    [
        ("NET1_2 && !NET1_1 || NET1_3", {"NET1_2"}, "none"),
        ("NET1_2 && !NET1_1 || NET1_3", {"NET1_1", "NET1_2"}, "high"),
        ("NET1_2 && !NET1_1 || NET1_3", {"NET1_1", "NET1_3"}, "none"),
        ("(NET1_1&&NET1_2)", {"NET1_1", "NET1_2"}, "none"),
        ("(!NET1_1) || (!NET1_2)", {"NET1_1"}, "none"),
        ("(!NET1_1) || (!NET1_2)", {"NET1_1", "NET1_2"}, "high"),
        ("((NET1_1 || NET1_2) && NET1_3) || (!NET1_1 && NET1_3)", {"NET1_3"}, "none"),
        ("NET1_1 && NET1_1", {"NET1_1"}, "none"),
    ],
)
def test_conditions_as_they_are_written(condition, selected, risk):
    assert scoring.risk_of([(condition, "none"), ("default", "high")], selected) == risk


def test_high_first_and_medium_by_default():
    rules = [("!alpha", "high"), ("alpha && beta", "none"), ("default", "medium")]
    assert [scoring.risk_of(rules, set(some.split())) for some in ("beta", "alpha beta", "alpha")] == [
        "high",
        "none",
        "medium",
    ]


def test_a_file_with_all_of_it_at_once_comes_back_as_it_was():
    document = lens(
        question("first", title=" spaces ", description="tabs\tand\nlines — “quotes” ﬄ \u00a0→"),
        question("second", choices=[choice("alpha", improvementPlan={"displayText": "", "url": ""}), "beta"]),
        name="Lens; “odd”",
        _release_date="2026-01-01",
    )
    found = checks.read_and_check(json.dumps(document, ensure_ascii=False).encode())
    assert found.usable
    assert open_export.open_export(found.document) == document
