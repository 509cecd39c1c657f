"""What differs between two versions, and what carries over."""

from reviews.lenses.differences import carried, differences
from tests.reviews.lenses.lenses import changed, choice, lens, pillar, question

Q = "pillars[0].questions[0]"


def only_question(old, new):
    [found] = differences(old, new).questions
    return found


def test_the_same_document_differs_in_nothing():
    assert not differences(lens(), lens())


def test_spaces_are_no_difference():
    new = changed(changed(lens(), f"{Q}.title", " How do you first? "), f"{Q}.riskRules[0].condition", "alpha&&beta")
    assert not differences(lens(), new)


def test_new_changed_and_removed_questions_are_listed_under_their_pillar():
    old = lens(question("stays"), question("goes"), question("changes"))
    new = lens(question("comes"), question("changes", title="Otherwise?"), question("stays"))
    [found] = differences(old, new).pillars
    assert (found.id, found.state) == ("reliability", "changed")
    assert [asked.id for asked in found.new] == ["comes"]
    assert [asked.id for asked in found.changed] == ["changes"]
    assert [asked.id for asked in found.removed] == ["goes"]
    [title] = found.changed[0].texts
    assert (title.key, title.before, title.after) == ("title", "How do you changes?", "Otherwise?")


def test_a_question_says_which_choices_are_new_changed_and_removed():
    old = lens(question(choices=["alpha", "beta", "gone"]))
    new = lens(question(choices=["alpha", choice("beta", title="Otherwise"), "come"]))
    found = only_question(old, new)
    assert [(each.id, each.state) for each in found.choices] == [
        ("beta", "changed"),
        ("come", "new"),
        ("gone", "removed"),
    ]
    assert found.choices[0].title == "Otherwise"


def test_a_question_whose_rules_read_otherwise_says_both():
    found = only_question(lens(), changed(lens(), f"{Q}.riskRules[2].risk", "MEDIUM_RISK"))
    assert found.rules_changed
    assert found.rules_before[2] == ("default", "HIGH_RISK")
    assert found.rules_after[2] == ("default", "MEDIUM_RISK")
    assert not found.texts


def test_the_order_of_rules_is_part_of_them():
    rules = lens()["pillars"][0]["questions"][0]["riskRules"]
    assert only_question(lens(), changed(lens(), f"{Q}.riskRules", rules[::-1])).rules_changed


def test_advice_and_addresses_are_texts_of_a_choice():
    new = changed(lens(), f"{Q}.choices[0].improvementPlan", {"displayText": "Do it well.", "url": "https://a.example"})
    [found] = only_question(lens(), new).choices
    assert [text.key for text in found.texts] == ["improvementPlan.displayText", "improvementPlan.url"]


def test_pillars_come_and_go_with_their_questions():
    old = lens(pillars=[pillar("security", [question("one")]), pillar("performance", [question("two")])])
    new = lens(
        pillars=[pillar("security", [question("one")], name="Safety"), pillar("reliability", [question("three")])]
    )
    found = {each.id: each for each in differences(old, new).pillars}
    assert {key: each.state for key, each in found.items()} == {
        "security": "changed",
        "reliability": "new",
        "performance": "removed",
    }
    assert [each.after for each in found["security"].texts] == ["Safety"]
    assert [asked.id for asked in found["reliability"].new] == ["three"]
    assert [asked.id for asked in found["performance"].removed] == ["two"]


def test_a_question_that_is_in_another_pillar_has_moved():
    old = lens(
        pillars=[pillar("security", [question("one"), question("two")]), pillar("performance", [question("three")])]
    )
    new = lens(
        pillars=[pillar("security", [question("one")]), pillar("performance", [question("three"), question("two")])]
    )
    found = only_question(old, new)
    assert (found.id, found.state, found.moved_from) == ("two", "changed", "security")


def test_the_lens_names_its_own_texts():
    [found] = differences(lens(), lens(name="Another")).texts
    assert (found.key, found.before, found.after) == ("name", "A lens", "Another")


def test_what_is_missing_is_a_difference_to_what_is_there():
    [text] = only_question(lens(), changed(lens(), f"{Q}.title", ...)).texts
    assert (text.before, text.after) == ("How do you first?", "")


def test_questions_in_both_versions_carry_over_their_notes_and_the_ticks_of_choices_in_both():
    old = lens(question("stays", choices=["alpha", "beta", "gone"]), question("goes"))
    new = lens(question("stays", choices=["alpha", "beta", "come"]), question("comes"))
    answers = {
        "stays": {
            "selected": ["alpha", "gone"],
            "not_applicable": ["beta"],
            "applicable": False,
            "reason": "OTHER",
            "notes": "Why",
        },
        "goes": {"selected": ["alpha"], "notes": "Lost"},
        "never": {"selected": []},
    }
    found = carried(answers, old, new)
    assert found.answers == {
        "stays": {
            "selected": ["alpha"],
            "not_applicable": ["beta"],
            "applicable": False,
            "reason": "OTHER",
            "notes": "Why",
        }
    }
    assert found.retired == ("goes", "never")
    assert found.unticked == (("stays", "gone"),)
    assert answers["stays"]["selected"] == ["alpha", "gone"]


def test_an_answer_without_ticks_carries_over_unchanged():
    assert carried({"first": {"notes": "Later"}}, lens(), lens()).answers == {"first": {"notes": "Later"}}
