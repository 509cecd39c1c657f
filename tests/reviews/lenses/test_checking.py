"""The two profiles, message by message."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from reviews.lenses.format import checks
from reviews.lenses.format.messages import (
    ALWAYS_NOTICES,
    ERRORS,
    NOTICES,
    PROFILES,
    STRICT,
    WARNINGS,
    level_of,
    message,
)
from reviews.lenses.format.wording import WORDING
from tests.reviews.lenses import test_reading
from tests.reviews.lenses.lenses import TEXT, changed, choice, lens, pillar, question

Q = "pillars[0].questions[0]"
C = f"{Q}.choices[0]"
R = f"{Q}.riskRules"
WEB = "https://example.com"
PLAN = {"displayText": "Do it."}


def rules(*found):
    return [{"condition": condition, "risk": risk} for condition, risk in found]


SOUND = rules(("alpha && beta", "NO_RISK"), ("alpha || beta", "MEDIUM_RISK"), ("default", "HIGH_RISK"))

# The place, the value to put there, the message, and its place if it is another.
FINDINGS = [
    ("schemaVersion", "2022-01-01", "schema_version", None),
    ("schemaVersion", ..., "schema_version", None),
    ("name", ..., "missing", None),
    ("name", None, "text_expected", None),
    ("name", " \n", "blank", None),
    ("name", "\u3164\u2800", "blank", None),
    ("name", "x" * 129, "too_long", None),
    ("name", "Naïve; lens", "characters", None),
    ("description", ..., "missing", None),
    ("description", "x" * 2049, "too_long", None),
    ("description", "50%", "characters", None),
    ("_version", "1.0", "unknown_key", None),
    ("pillars", ..., "pillars_missing", None),
    ("pillars", [], "pillars_missing", None),
    ("pillars", {}, "list_expected", None),
    ("pillars", [pillar(f"pillar{n}", [question(f"question{n}")]) for n in range(11)], "too_many_pillars", None),
    ("pillars", [pillar(), pillar(questions=[question("second")])], "pillar_id_repeated", "pillars[1].id"),
    ("pillars[0]", "reliability", "object_expected", None),
    ("pillars[0].id", ..., "id_missing", None),
    ("pillars[0].id", "ab", "id_refused", None),
    ("pillars[0].id", "x" * 129, "id_refused", None),
    ("pillars[0].id", "no-hyphens", "id_refused", None),
    ("pillars[0].id", "abc\n", "id_refused", None),
    ("pillars[0].id", "柱", "id_refused", None),
    ("pillars[0].id", 5, "id_refused", None),
    ("pillars[0].id", "x" * 65, "id_long", None),
    ("pillars[0].id", "Security", "framework_case", None),
    ("pillars[0].id", "operational_excellence", "framework_case", None),
    ("pillars[0].name", ..., "missing", None),
    ("pillars[0].name", "信頼性", "characters", None),
    ("pillars[0].description", "Kept", "unknown_key", None),
    ("pillars[0].questions", ..., "missing", None),
    ("pillars[0].questions", [], "list_empty", None),
    ("pillars[0].questions", "none", "list_expected", None),
    ("pillars[0].questions", [question(f"question{n}") for n in range(21)], "too_many_questions", None),
    ("pillars[0].questions", [question(), question()], "question_id_repeated", "pillars[0].questions[1].id"),
    (Q, None, "object_expected", None),
    (f"{Q}.id", ..., "id_missing", None),
    (f"{Q}.id", "a b", "id_refused", None),
    (f"{Q}.title", ..., "missing", None),
    (f"{Q}.title", "", "blank", None),
    (f"{Q}.title", "x" * 129, "too_long", None),
    (f"{Q}.title", "A – B", "characters", None),
    (f"{Q}.description", 7, "text_expected", None),
    (f"{Q}.description", "a" * 2049, "too_long", None),
    (f"{Q}.description", "[a]", "characters", None),
    (f"{Q}.helpfulResource", WEB, "resource_expected", None),
    (f"{Q}.helpfulResource", {"url": WEB}, "display_text_missing", f"{Q}.helpfulResource.displayText"),
    (f"{Q}.helpfulResource", TEXT | {"Url": WEB}, "unknown_key", f"{Q}.helpfulResource.Url"),
    (f"{Q}.helpfulResource", TEXT | {"url": " "}, "url_empty", f"{Q}.helpfulResource.url"),
    (f"{Q}.helpfulResource", TEXT | {"url": "https://a b"}, "url_spaces", f"{Q}.helpfulResource.url"),
    (f"{Q}.helpfulResource", TEXT | {"url": "ftp://a"}, "url_scheme", f"{Q}.helpfulResource.url"),
    (f"{Q}.helpfulResource", TEXT | {"url": None}, "text_expected", f"{Q}.helpfulResource.url"),
    (f"{Q}.helpfulResource", {"displayText": "x" * 2049}, "too_long", f"{Q}.helpfulResource.displayText"),
    (f"{Q}.helpfulResource", {"displayText": " "}, "display_text_blank", f"{Q}.helpfulResource.displayText"),
    (f"{Q}.url", WEB, "unknown_key", None),
    (f"{Q}.choices", ..., "missing", None),
    (f"{Q}.choices", {}, "list_expected", None),
    (C, "alpha", "object_expected", None),
    (f"{C}.id", "x" * 65, "id_long", None),
    (f"{C}.id", "a-b", "id_refused", None),
    (f"{Q}.choices[1].id", "alpha", "choice_id_repeated", None),
    (f"{C}.title", ..., "missing", None),
    (f"{C}.title", "a\u00a0b", "characters", None),
    (f"{C}.title", "None of these", "none_title", C),
    (f"{C}.title", "NONE OF ABOVE", "none_title", C),
    (f"{C}.description", "Kept", "unknown_key", None),
    (f"{C}.improvementPlan", ..., "improvement_missing", None),
    (f"{C}.improvementPlan", {}, "display_text_missing", f"{C}.improvementPlan.displayText"),
    (f"{C}.additionalResources", {}, "resources_expected", None),
    (
        f"{C}.additionalResources",
        [{"type": "OTHER", "content": [TEXT]}],
        "resources_kind",
        f"{C}.additionalResources[0].type",
    ),
    (
        f"{C}.additionalResources",
        [{"type": "HELPFUL_RESOURCE", "content": [TEXT]}] * 2,
        "resources_repeated",
        f"{C}.additionalResources[1].type",
    ),
    (
        f"{C}.additionalResources",
        [{"type": "HELPFUL_RESOURCE", "content": [TEXT] * 6}],
        "too_many_resources",
        f"{C}.additionalResources[0].content",
    ),
    (R, ..., "missing", None),
    (R, [], "list_empty", None),
    (R, "default", "list_expected", None),
    (R, [*SOUND, *rules(("alpha", "HIGH_RISK"))], "too_many_rules", None),
    (R, rules(("alpha", "NO_RISK"), ("beta", "NO_RISK"), ("default", "HIGH_RISK")), "risk_repeated", f"{R}[1].risk"),
    (R, rules(("alpha && beta", "NO_RISK"), ("alpha || beta", "MEDIUM_RISK")), "default_missing", None),
    (R, rules(("default", "HIGH_RISK"), ("alpha && beta", "NO_RISK")), "default_not_last", f"{R}[0]"),
    (
        R,
        rules(("alpha", "NO_RISK"), ("!alpha || beta", "HIGH_RISK"), ("default", "MEDIUM_RISK")),
        "risk_unreachable",
        f"{R}[2]",
    ),
    (R, rules(("alpha", "NO_RISK"), ("default", "HIGH_RISK")), "choice_unused", f"{Q}.choices[1]"),
    (f"{R}[0]", [], "object_expected", None),
    (f"{R}[0].condition", ..., "condition_missing", None),
    (f"{R}[0].condition", " ", "condition_missing", None),
    (f"{R}[0].condition", 1, "condition_missing", None),
    (f"{R}[0].condition", "alpha & beta", "condition_unreadable", None),
    (f"{R}[0].condition", "default && alpha", "condition_unreadable", None),
    (f"{R}[0].condition", "!alpha && (" * 400 + "beta" + ")" * 400, "condition_long", None),
    (f"{R}[0].condition", "alpha && gamma", "choice_unknown", None),
    (f"{R}[2].condition", "Default", "default_case", None),
    (f"{R}[0].condition", "alpha && beta && alpha", "choice_repeated", None),
    (f"{R}[0].risk", "LOW_RISK", "risk_unknown", None),
    (f"{R}[0].risk", ["NO_RISK"], "risk_unknown", None),
    (f"{R}[0].risk", ..., "risk_unknown", None),
    (f"{R}[0].note", "Kept", "unknown_key", None),
]


@pytest.mark.parametrize("code", sorted({code for _where, _value, code, _place in FINDINGS}))
def test_each_fault_is_named_with_its_place(code):
    for where, value, _code, place in [finding for finding in FINDINGS if finding[2] == code]:
        for profile in PROFILES:
            found = checks.check(changed(lens(), where, value), profile)
            assert [(said.place, said.level) for said in found if said.code == code] == [
                (place or where, level_of(code, profile))
            ]


def test_a_choice_named_default_is_said():
    named = [choice("alpha"), choice("default")]
    found = checks.check(lens(question(choices=named, rules=[("alpha", "NO_RISK"), ("default", "HIGH_RISK")])))
    assert "choice_named_default" in [message.code for message in found]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("choices", [[], ..., [{}], [{"id": 1}], "alpha"])
def test_the_advice_for_an_unknown_choice_names_choices_only_where_there_are_some(choices, language):
    found = checks.check(changed(lens(), f"{Q}.choices", choices))
    with translation.override(language):
        advice = [message.fix for message in found]
        assert not [text for text in advice if text.rstrip("。.").endswith((":", "：", ": ")) or "： " in text]
    unknown = {message.code for message in found if message.code.startswith("choice_unknown")}
    assert unknown <= {"choice_unknown_among_none"}


def test_every_message_is_said_in_a_test_and_has_its_level_and_words():
    said = {code for _where, _value, code, _place in FINDINGS}
    said |= {"choice_named_default", "too_many_choices", "file_too_long", "more", "question_id_renamed"}
    said |= {"choice_unknown_among_none", "unwrapped"}
    said |= {code for code in WORDING if f'"{code}"' in Path(test_reading.__file__).read_text()}
    assert said >= set(WORDING)
    levels = [ERRORS, WARNINGS, STRICT, NOTICES, ALWAYS_NOTICES, {"more"}]
    assert sorted(code for level in levels for code in level) == sorted(WORDING)


def test_the_whole_lens_passes_both_profiles():
    for profile in PROFILES:
        assert checks.check(lens(), profile) == []


def test_what_a_question_may_lack():
    bare = question(choices=[{"id": "alpha", "title": "A", "improvementPlan": PLAN}, {"id": "none_no", "title": "None"}],
                    rules=[("alpha", "NO_RISK"), ("default", "HIGH_RISK")])  # fmt: skip
    for profile in PROFILES:
        assert checks.check(lens(bare), profile) == []


@pytest.mark.parametrize(
    ("place", "longest"),
    [("name", 128), ("description", 2048), ("pillars[0].name", 128), (f"{Q}.title", 128), (f"{Q}.description", 2048),
     (f"{C}.title", 128), (f"{C}.improvementPlan.displayText", 2048)],
)  # fmt: skip
def test_the_longest_text_is_taken(place, longest):
    assert checks.check(changed(lens(), place, "x" * longest), "strict") == []
    assert [each.code for each in checks.check(changed(lens(), place, "x" * (longest + 1)), "strict")] == ["too_long"]


def test_as_many_as_the_tool_takes_are_taken():
    ids = [f"choice{number}" for number in range(15)]
    full = question(choices=ids, rules=[(" && ".join(ids), "NO_RISK"), ("default", "HIGH_RISK")])
    document = lens(*({**full, "id": f"question{number}"} for number in range(20)))
    assert checks.check(document, "strict") == []
    ids.append("choice15")
    more = question(choices=ids, rules=[(" && ".join(ids), "NO_RISK"), ("default", "HIGH_RISK")])
    assert [each.code for each in checks.check(lens(more), "strict")] == ["too_many_choices"]


def test_every_accepted_character_is_accepted():
    every = "ABCXYZ abcxyz 0189 \n-_.,:/()@!&#+'?’"
    assert checks.check(changed(lens(), f"{Q}.title", every), "strict") == []


def test_every_refused_character_is_listed():
    for refused in ';%<>=*"[]$|~{}\\^`\t\réあ“—\u00a0😀，':
        [said] = checks.check(changed(lens(), f"{C}.title", f"a{refused}b{refused}"), "strict")
        assert said.code == "characters"
        assert said.params["characters"] == (refused if refused.isprintable() else f"U+{ord(refused):04X}")


def test_text_for_reading_may_hold_any_character():
    document = changed(lens(), f"{C}.improvementPlan.displayText", "日本語；<b>%</b>")
    assert checks.check(document, "strict") == []


@pytest.mark.parametrize("address", ["http://a.example", "https://a.example/%E3%81%82?b=c#d"])
def test_addresses_of_the_web_are_taken(address):
    assert checks.check(changed(lens(), f"{C}.improvementPlan.url", address), "strict") == []


def test_a_long_file_is_refused_by_the_strict_profile_only():
    many = [question(f"question{n}", description="x" * 2000, choices=[
        choice("alpha", improvementPlan={"displayText": "y" * 2048}), choice("beta", helpfulResource={"displayText": "z" * 2048}),
        "none_no",
    ]) for n in range(20)]  # fmt: skip
    document = lens(pillars=[
        pillar(f"pillar{p}", [{**each, "id": f"p{p}_{each['id']}"} for each in many]) for p in range(5)
    ])  # fmt: skip
    [said] = checks.check(document, "strict")
    assert (said.code, said.level, said.place) == ("file_too_long", "error", "")
    assert checks.read_and_check(json.dumps(document)).usable


def test_the_number_that_the_tool_adds_is_not_unknown():
    document = changed(changed(lens(), f"{Q}.number", 1), f"{C}.number", 1)
    assert checks.check(document) == []
    assert [each.code for each in checks.check(changed(lens(), "pillars[0].number", 1))] == ["unknown_key"]


def test_choice_ids_may_repeat_across_questions():
    assert checks.check(lens(question("first"), question("second")), "strict") == []


def test_a_condition_names_the_character_that_is_wrong():
    [said] = [
        each for each in checks.check(changed(lens(), f"{R}[0].condition", "alpha & beta")) if each.level == "error"
    ]
    assert "character 7" in said.text


def test_a_document_that_is_not_an_object_is_refused():
    for document in ([], "lens", None, 5):
        assert [each.code for each in checks.check(document)] == ["not_an_object"]


def test_the_words_of_every_message_can_be_filled_in_and_do_not_name_the_profile_of_the_reader():
    filled = {"line": 1, "column": 2} | dict.fromkeys(
        ["limit", "byte", "letter", "word", "number", "key", "was", "became", "length", "count", "escape", "close", "found",
         "expected", "characters", "kind", "id", "meant", "reason", "known", "risk"], "x",
    )  # fmt: skip
    for code in WORDING:
        said = message(code, "name", "open", **filled)
        assert said.text.strip()
        assert said.fix.strip()


def test_a_message_is_in_the_language_spoken_when_it_is_read():
    said = message("url_empty", "name", "open")
    with translation.override("en"):
        assert said.text == "The URL is empty; it was treated as missing."
