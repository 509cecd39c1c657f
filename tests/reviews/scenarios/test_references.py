from reviews.scenarios import queries, references
from reviews.scenarios.models import ScenarioVersion
from reviews.scenarios.reader import blocks


def test_a_text_is_divided_at_its_references():
    assert list(references.parts("See ¶23（¶ 7）、¶\u300012.")) == [
        ("See ", None), ("¶23", 23), ("（", None), ("¶ 7", 7), ("）、", None), ("¶\u300012", 12), (".", None),
    ]  # fmt: skip
    assert list(references.parts("")) == []
    assert list(references.parts("¶ and ¶123456")) == [("¶ and ¶123456", None)]


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
