import pytest

from reviews.scenarios import queries, references
from reviews.scenarios.models import ScenarioVersion
from reviews.scenarios.reader import blocks
from reviews.summaries.tags import linked


def test_a_text_is_divided_at_its_references():
    assert list(references.parts("See ¶23（¶ 7）、¶\u300012.")) == [
        ("See ", None), ("¶23", 23), ("（", None), ("¶ 7", 7), ("）、", None), ("¶\u300012", 12), (".", None),
    ]  # fmt: skip
    assert list(references.parts("")) == []
    assert list(references.parts("¶ and ¶123456")) == [("¶ and ¶123456", None)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("段落16に", [16]),
        ("段落 16、段落\u300017", [16, 17]),
        ("段落１６を参照", [16]),
        ("Paragraph 16 and paragraph\u00a07.", [16, 7]),
        ("¶16に、¶7までの", [16, 7]),
        ("¶12,13", [12]),
    ],
)
def test_a_paragraph_is_named_by_its_sign_or_its_word(text, numbers):
    assert [number for _piece, number in references.parts(text) if number is not None] == numbers
    assert references.has_any(text)


def test_in_a_document_the_word_leads_to_the_quoted_paragraph_too():
    assert linked("段落16、paragraph 7、¶8", {16, 7}).count("<a") == 2
    assert 'href="#p16"' in linked("段落１６", {16})


@pytest.mark.parametrize(
    "text",
    [
        "¶1e9",
        "¶3rd",
        "¶12\u0663",
        "¶1ä",
        "subparagraph 3",
        "paragraph3",
        "paragraphs 3",
        "各段落3つ",
        "段落0",
        "段落1000",
        "paragraph 3a",
    ],
)
def test_what_a_digit_or_letter_follows_or_what_is_another_word_is_no_reference(text):
    assert list(references.parts(text)) == [(text, None)]
    assert not references.has_any(text)


def test_a_number_above_the_last_paragraph_is_text():
    assert list(references.parts("¶39 ¶40", 39)) == [("¶39", 39), (" ¶40", None)]


def test_numbers_are_found_in_many_texts():
    assert references.numbers_in(["¶1", "none", "¶2 ¶1"]) == {1, 2}


def test_a_block_has_its_text_without_markup():
    found = blocks("A *b* & c\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert [block.text for block in found] == ["A b & c", "one\ntwo", "a\u2003b\n1\u20032"]


def test_paragraphs_are_read_in_the_order_of_the_document(db):
    version = ScenarioVersion.objects.get()
    found = queries.paragraphs_of(version, {7, 3, 4000})
    assert list(found) == [3, 7]
    assert all(found.values())
    assert queries.paragraphs_of(version, set()) == {}
