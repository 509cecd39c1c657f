"""The open export returns what was imported, the strict one what the review tool accepts."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.lenses.exchange import open_export, strict_characters
from reviews.lenses.exchange.strict_export import CannotExport, strict_export
from reviews.lenses.format import checks
from reviews.lenses.format.schema import REFUSED
from tests.reviews.lenses.lenses import TEXT, changed, choice, lens, pillar, question

CONTENT = Path(__file__).resolve().parents[3] / "reviews" / "content" / "lenses"
Q = "pillars[0].questions[0]"
C = f"{Q}.choices[0]"


def at(document, place):
    found = document
    for part in place.replace("[", ".").replace("]", "").split("."):
        found = found[int(part) if part.isdigit() else part]
    return found


def exported(document, companion=None):
    found, changes = strict_export(document, companion)
    assert checks.check(found, "strict") == [] or all(
        message.level != "error" for message in checks.check(found, "strict")
    )
    return found, {change.place: change for change in changes}


def test_a_lens_without_problems_is_exported_unchanged():
    before = copy.deepcopy(lens())
    assert strict_export(before) == (lens(), [])
    assert before == lens()


@pytest.mark.parametrize("slug", sorted(folder.name for folder in CONTENT.iterdir()))
def test_our_own_lenses_pass_strict_without_a_change(slug):
    document = json.loads((CONTENT / slug / "lens.json").read_text())
    companion = json.loads((CONTENT / slug / "companion.json").read_text())
    assert strict_export(document, companion) == (document, [])
    assert checks.check(document, "strict") == []


def test_unknown_keys_are_not_exported_and_are_listed():
    document = changed(lens(_version="1.0"), f"{C}.description", {"a": [1]})
    document = changed(changed(document, f"{Q}.number", 4), f"{Q}.riskRules[0].note", "x")
    found, changes = exported(document)
    assert found == lens()
    assert {place: change.was for place, change in changes.items()} == {
        "_version": "1.0",
        f"{C}.description": '{"a": [1]}',
        f"{Q}.riskRules[0].note": "x",
    }
    assert {change.reason for change in changes.values()} == {"unknown_key"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('“Curly” and "straight"', "'Curly' and 'straight'"),
        ("One; two", "One, two"),
        ("A – B — C", "A - B - C"),
        ("Réversibilité à Noël", "Reversibilite a Noel"),
        ("Straße, Łódź, Ærø", "Strasse, Lodz, AEro"),
        ("Q&A stays", "Q&A stays"),
        ("99.9% or 5 %", "99.9 percent or 5 percent"),
        ("a\u00a0b\u3000c\td", "a b c d"),
        ("wait…", "wait..."),
        ("A -> B → C", "A to B to C"),
        ("at ≥ 3, x<=4", "at at least 3, x at most 4"),
        ("Tag <name> [opt] {x}", "Tag (name) (opt) (x)"),
        ("it costs $5 a day", "it costs USD 5 a day"),
        ("aﬄuent ＡＢＣ①", "affluent ABC1"),
        ("Ready? ✅ *now*", "Ready?  now"),
        ("a\r\nb", "a\nb"),
        ("it’s", "it’s"),
        ("e\u0301tat", "etat"),
        ("信頼性", None),
        ("Use 東京 region", None),
        ("Надёжность", None),
        ("★★★", None),
        ("กข", None),
    ],
)
def test_characters_become_what_they_mean(before, after):
    assert strict_characters.accepted(before) == after


@given(st.text())
@settings(max_examples=50, deadline=None)
def test_what_was_accepted_is_accepted(text):
    said = strict_characters.accepted(text)
    assert said is None or not REFUSED.search(said)


def test_a_long_title_is_cut_at_a_word_and_carried():
    title = "How do you " + "really " * 20 + "know?"
    found, changes = exported(changed(lens(), f"{Q}.title", title))
    assert len(at(found, f"{Q}.title")) <= 128
    assert at(found, f"{Q}.title").endswith("really...")
    assert at(found, f"{Q}.helpfulResource.displayText") == title
    assert changes[f"{Q}.title"].reason == "long"
    assert changes[f"{Q}.helpfulResource.displayText"].reason == "carried"


def test_a_japanese_lens_goes_out_with_ids_as_titles_and_its_words_in_the_helpful_texts():
    asked = question(
        "rel_backup",
        title="データをどう守りますか",
        description="失って困るものから考えます。",
        choices=[
            choice("copies", title="複製を別の場所に置く", helpfulResource={"displayText": "別の建物に。"}),
            "none_no",
        ],
        rules=[("copies", "NO_RISK"), ("default", "HIGH_RISK")],
    )
    document = lens(
        name="入門レンズ", description="一日で見直す。", pillars=[pillar("reliability", [asked], name="信頼性")]
    )
    document["pillars"][0]["questions"][0]["choices"][0]["improvementPlan"] = {"displayText": "複製を作る。"}
    found, changes = exported(document)
    assert found["name"] == "Lens"
    assert found["description"] == "Lens"
    assert at(found, "pillars[0].name") == "reliability"
    assert at(found, f"{Q}.title") == "REL1 rel_backup"
    assert "description" not in at(found, Q)
    assert at(found, f"{Q}.helpfulResource.displayText").splitlines() == [
        "[lens] 入門レンズ",
        "一日で見直す。",
        "[reliability] 信頼性",
        "データをどう守りますか",
        "失って困るものから考えます。",
    ]
    assert at(found, f"{C}.title") == "Choice copies"
    assert at(found, f"{C}.helpfulResource.displayText") == "複製を別の場所に置く\n別の建物に。"
    assert at(found, f"{C}.improvementPlan.displayText") == "複製を作る。"
    assert {"name", "description", "pillars[0].name", f"{Q}.title", f"{Q}.description", f"{C}.title"} <= set(changes)
    assert changes[f"{Q}.description"].became is None
    assert changes[f"{C}.title"].was == "複製を別の場所に置く"


def test_a_question_whose_id_is_its_number_has_that_as_its_title():
    document = lens(question("first", title="一"), question("REL2", title="二"))
    found, _changes = exported(document)
    assert [asked["title"] for asked in found["pillars"][0]["questions"]] == ["REL1 first", "REL2"]


def test_a_lens_that_has_english_goes_out_in_english_and_carries_its_own_words():
    document = changed(changed(lens(), f"{Q}.title", "どう守りますか"), "pillars[0].name", "信頼性")
    companion = {
        "pillars": {
            "reliability": {
                "name": {"ja": "信頼性", "en": "Reliability"},
                "questions": {"first": {"title": {"ja": "どう守りますか", "en": "How do you protect “it”?"}}},
            }
        }
    }
    found, changes = exported(document, companion)
    assert at(found, "pillars[0].name") == "Reliability"
    assert at(found, f"{Q}.title") == "How do you protect 'it'?"
    assert at(found, f"{Q}.helpfulResource.displayText") == "[reliability] 信頼性\nどう守りますか"
    assert changes[f"{Q}.title"].reason == "english"


def test_titles_that_become_alike_stay_apart():
    document = lens(question(choices=[
        choice("alpha", title="Etage"), choice("beta", title="Étage"), choice("gamma", title="Ètage"),
        choice("delta", title="Same"), choice("omega", title="Same"),
    ]))  # fmt: skip
    found, changes = exported(document)
    titles = [each["title"] for each in at(found, f"{Q}.choices")]
    assert titles == ["Etage", "Etage (2)", "Etage (3)", "Same", "Same"]
    assert at(found, f"{Q}.choices[1].helpfulResource.displayText") == "Étage"
    assert changes[f"{Q}.choices[1].title"].reason == "alike"


def test_long_titles_that_begin_alike_stay_apart():
    document = lens(question("first", title="x" * 130 + "a"), question("second", title="x" * 130 + "b"))
    found, _changes = exported(document)
    one, two = [asked["title"] for asked in found["pillars"][0]["questions"]]
    assert one != two
    assert len(two) <= 128


@pytest.mark.parametrize(
    ("address", "left"),
    [(" https://a.example \n", "https://a.example"), ("", None), ("www.example.com", None), ("https://a b", None), (7, None),
     ("https://", None)],
)  # fmt: skip
def test_addresses_are_trimmed_or_left_out(address, left):
    found, changes = exported(changed(lens(), f"{C}.improvementPlan.url", address))
    assert at(found, f"{C}.improvementPlan").get("url") == left
    assert set(changes) == {f"{C}.improvementPlan.url"}


def test_a_missing_advice_says_the_practice():
    document = changed(changed(lens(), f"{C}.improvementPlan", ...), f"{C}.title", "複製する")
    found, _changes = exported(document)
    assert at(found, f"{C}.improvementPlan") == {"displayText": "複製する"}
    assert "improvementPlan" not in at(found, f"{Q}.choices[2]")


def test_resources_of_one_type_are_joined_and_broken_ones_listed():
    resources = [
        {"type": "HELPFUL_RESOURCE", "content": [TEXT, {"url": "https://a.example"}, {"url": ""}, 5]},
        {"type": "HELPFUL_RESOURCE", "content": [TEXT]},
        {"type": "OTHER", "content": [TEXT]},
        {"type": "IMPROVEMENT_PLAN", "content": []},
    ]
    found, changes = exported(changed(lens(), f"{C}.additionalResources", resources))
    assert at(found, f"{C}.additionalResources") == [
        {
            "type": "HELPFUL_RESOURCE",
            "content": [TEXT, {"displayText": "We do alpha", "url": "https://a.example"}, TEXT],
        }
    ]
    assert f"{C}.additionalResources[2]" in changes


def test_what_is_missing_is_named_by_ids():
    document = lens()
    for place in ("schemaVersion", "name", "description", "pillars[0].name", f"{Q}.title", f"{C}.title"):
        document = changed(document, place, ...)
    found, changes = exported(document)
    assert (found["name"], found["description"]) == ("Lens", "Lens")
    assert at(found, f"{Q}.title") == "REL1 first"
    assert at(found, f"{C}.title") == "Choice alpha"
    assert len(changes) == 6


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (lens(pillars=[pillar(f"pillar{n}", [question(f"question{n}")]) for n in range(11)]), "too_many_pillars"),
        (lens(*(question(f"question{n}") for n in range(21))), "too_many_questions"),
        (lens(question(choices=[f"choice{n}" for n in range(16)], rules=[("default", "NO_RISK")])), "too_many_choices"),
        (lens(question(rules=[("alpha", "NO_RISK"), ("beta", "NO_RISK")])), "risk_repeated"),
        (changed(lens(), "pillars[0].id", "x" * 65), "id_long"),
        (changed(lens(), f"{Q}.riskRules", []), "list_empty"),
        (changed(lens(), f"{Q}.choices[0].id", "a-b"), "id_refused"),
        (lens(*(question(f"question{n}", choices=[choice(f"c{n}_{m}", improvementPlan={"displayText": "x" * 2048},
            helpfulResource={"displayText": "y" * 2048}) for m in range(15)], rules=[("default", "NO_RISK")])
            for n in range(20))), "file_too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_exported_is_refused_and_not_left_out(document, code):
    with pytest.raises(CannotExport) as error:
        strict_export(document)
    assert code in [message.code for message in error.value.messages]
    assert str(error.value)


def test_a_written_file_is_readable_unless_that_makes_it_too_long():
    assert open_export.written(lens()).startswith('{\n  "')
    wide = lens(more=[[[]] * 40_000])
    assert len(open_export.written(wide)) < 500_000
    assert json.loads(open_export.written(wide)) == wide


WORDS = (
    st.text(max_size=40)
    | st.text(max_size=300)
    | st.sampled_from(["", " ", "信頼性", "Étage", "Etage", "a;b", "x" * 140])
)
VALUES = WORDS | st.none() | st.integers()
RESOURCE = st.dictionaries(
    st.sampled_from(["displayText", "url", "Url"]), WORDS | st.just("https://a.example"), max_size=3
)
EXTRAS = st.dictionaries(
    st.sampled_from(["description", "number", "url", "helpfulResource", "title", "name"]), VALUES | RESOURCE, max_size=3
)


@settings(max_examples=40, deadline=None)
@given(
    st.data(),
    st.lists(
        st.lists(st.sampled_from(["alpha", "beta", "gamma", "some_no"]), min_size=1, unique=True),
        min_size=1,
        max_size=4,
    ),
)
def test_every_strict_export_passes_the_strict_profile(data, questions):
    asked = []
    for number, keys in enumerate(questions):
        choices = [
            {"id": key} | data.draw(EXTRAS) | data.draw(st.fixed_dictionaries({}, optional={
                "improvementPlan": VALUES | RESOURCE,
                "additionalResources": VALUES | st.lists(st.fixed_dictionaries({}, optional={
                    "type": st.sampled_from(["HELPFUL_RESOURCE", "IMPROVEMENT_PLAN", "OTHER"]), "content": st.lists(RESOURCE, max_size=2),
                }), max_size=2),
            })) for key in keys
        ]  # fmt: skip
        rules = [{"condition": keys[0], "risk": "NO_RISK"}, {"condition": "default", "risk": "HIGH_RISK", "note": 1}]
        asked.append({"id": f"question{number}", "choices": choices, "riskRules": rules} | data.draw(EXTRAS))
    document = {"pillars": [{"id": "security", "questions": asked} | data.draw(EXTRAS)]} | data.draw(EXTRAS)
    before = copy.deepcopy(document)
    found, changes = strict_export(document)
    assert document == before
    assert not [message for message in checks.check(found, "strict") if message.level == "error"]
    assert all(change.was != change.became and change.text for change in changes)
    again, more = strict_export(found)
    assert (again, more) == (found, [])
    for pillar_found in found["pillars"]:
        for then, now in zip(asked, pillar_found["questions"], strict=True):
            assert [each["id"] for each in now["choices"]] == [each["id"] for each in then["choices"]]
            told = now.get("helpfulResource", {}).get("displayText", "")
            if (
                isinstance(then.get("title"), str)
                and then["title"].strip()
                and strict_characters.accepted(then["title"]) is None
            ):
                assert then["title"][:100] in told or told.endswith("...")


def test_each_field_that_had_to_change_is_listed_once():
    document = lens(name="入門", description="一日で見直す。", pillars=[pillar(name="信頼性")])
    _found, changes = strict_export(document)
    listed = [change.place for change in changes]
    assert listed == ["name", "description", "pillars[0].name", f"{Q}.helpfulResource.displayText"]
    assert {change.became for change in changes if change.place == "description"} == {"Lens"}


def test_no_run_of_spaces_is_so_long_that_the_process_does_nothing_else():
    """A regular expression blocks all other threads, so each text of 400,000 characters must be read in linear time."""
    code = """
import resource
import sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))  # seconds of processor time, however busy the machine is
from reviews.lenses.exchange.strict_characters import accepted
for piece in sys.argv[1:]:
    accepted("é" + (piece * 400_000)[:400_000] + "b")
"""
    pieces = (" ", "\n", "\u3000", "<", ">", "= ", "- ", " -", "<a", "'", "€ ", "\r")
    subprocess.run([sys.executable, "-c", code, *pieces], cwd=CONTENT.parents[2], check=True)


def test_signs_become_words_with_one_space_around_each():
    said = {"é  ->  -> b": "e to  to b", "é   %": "e percent", "é->b": "e to b", "é  <=  2": "e at most 2"}
    assert {text: strict_characters.accepted(text) for text in said} == said
