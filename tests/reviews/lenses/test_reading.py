"""Untrusted files are read, or refused with a message that names the place."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.lenses.differences import differences
from reviews.lenses.exchange.strict_export import CannotExport, strict_export
from reviews.lenses.format import checks, reading
from reviews.lenses.rules import answer_sets, proofs
from tests.reviews.lenses.lenses import lens, pillar, question, text_of

WHOLE = text_of(lens())


def only(checked):
    [message] = checked.messages
    return message


def codes(checked):
    return [message.code for message in checked.messages]


def test_a_whole_file_is_read_as_it_stands():
    checked = checks.read_and_check(WHOLE.encode())
    assert checked.document == lens()
    assert checked.messages == ()
    assert checked.usable


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + WHOLE.encode(),
        "\ufeff" + WHOLE,
        WHOLE.replace("\n", "\r\n").encode(),
        WHOLE.replace("\n", "\r").encode(),
        f"\n\t {WHOLE} \n\n".encode(),
    ],
    ids=["BOM", "BOM in pasted text", "CRLF", "CR", "spaces"],
)
def test_marks_and_line_ends_do_not_matter(data):
    assert checks.read_and_check(data).document == lens()
    assert checks.read_and_check(data).messages == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "empty", None, None),
        ("  \n ", "empty", None, None),
        ("[]", "not_an_object", 1, None),
        ('"lens"', "not_an_object", 1, None),
        ('{\n"a": 1', "json_unclosed", 2, 7),
        ('{"a": ', "json_unclosed", 1, 7),
        ('{\n "a": "b\n}', "json_text_open", 2, 7),
        ('{"a": "b', "json_text_open", 1, 7),
        ('{"a": "\\x"}', "json_escape", 1, 8),
        ('{"a": "\\u12"}', "json_escape", 1, 8),
        ('{"a": "\x01"}', "json_control", 1, 8),
        ('{"a": 1\n "b": 2}', "json_comma_missing", 2, 2),
        ('{"a": [1 2]}', "json_comma_missing", 1, 10),
        ('{"a": [1}', "json_comma_missing", 1, 9),
        ('{"a": [1,]}', "json_comma_extra", 1, 9),
        ('{"a": 1,\n}', "json_comma_extra", 1, 8),
        ('{"a" 1}', "json_colon_missing", 1, 6),
        ("{a: 1}", "json_key", 1, 2),
        ("{1: 1}", "json_key", 1, 2),
        ('{"a": ,}', "json_value", 1, 7),
        ('{"a": 01}', "json_value", 1, 7),
        ('{"a": .5}', "json_value", 1, 7),
        ("<!DOCTYPE html>", "json_value", 1, 1),
        ('{"a": True}', "json_word", 1, 7),
        ('{"a": undefined}', "json_word", 1, 7),
        ("{} {}", "json_after_end", 1, 4),
        ("{}]", "json_after_end", 1, 3),
        ("{'a': 1}", "json_quotes", 1, 2),
        ('{"a": “b”}', "json_quotes", 1, 7),
        ('{ // a lens\n"a": 1}', "json_comment", 1, 3),
        ('{"a": 1, # one\n"b": 2}', "json_comment", 1, 10),
    ],
)
def test_a_file_that_is_not_json_is_answered_with_the_place_and_what_to_do(text, code, line, column):
    message = only(checks.read_and_check(text))
    assert (message.code, message.line, message.params.get("column")) == (code, line, column)
    assert message.level == "error"
    assert message.text
    assert message.fix


def test_what_is_not_utf8_says_where():
    message = only(checks.read_and_check('{\n"name": "é"}'.encode("latin-1")))
    assert (message.code, message.line, message.params["byte"]) == ("encoding", 2, "E9")
    assert only(checks.read_and_check(WHOLE.encode("utf-16"))).code == "encoding"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("[" * 1_000_000, "too_deep"),
        ('{"a":' * 100_000, "too_deep"),
        (b" " * 1_000_001, "too_large"),
        ("é" * 600_000, "too_large"),
        ("{" + ",".join(f'"{n:x}":1' for n in range(10**6)) + "}", "too_large"),
        ("{" + ",".join(f'"{n:x}":1' for n in range(90_000)) + "}", "too_many_values"),
        ('{"a": "\\ud800"}', "surrogate"),
        ('{"a": "\\udc00\\ud800"}', "surrogate"),
        ('{"\\ud800": 1}', "surrogate"),
        ('{"a": "\ud800"}', "surrogate"),
        ('{"a": "\\u0000"}', "nul"),
    ],
    ids=lambda value: value if len(value) < 30 else f"{value[:6]!r}",
)
def test_a_hostile_file_is_refused_by_a_message(data, code):
    message = only(checks.read_and_check(data))
    assert message.code == code
    assert message.level == "error"
    str(message).encode()


@pytest.mark.parametrize("number", ["9" * 900_000, "1e999", "-1e999", "0." + "1" * 900_000, "9" * 41])
def test_a_number_without_end_is_taken_as_missing(number):
    checked = checks.read_and_check(text_of(lens(version=1.5)).replace("1.5", number))
    assert "version" not in checked.document
    assert checked.usable
    assert "number_too_large" in codes(checked)


@pytest.mark.parametrize("number", ["0", "-0", "12", "-3.25", "1e3", "1E-7", "2.50", "9" * 40])
def test_other_numbers_are_as_python_reads_them(number):
    read = reading.read(f'{{"n": {number}}}').document["n"]
    assert (read, type(read)) == (json.loads(number), type(json.loads(number)))


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_nan_is_taken_as_missing_and_named_with_its_line_and_place(word):
    text = text_of(lens(question("one"), question("two", title=0, description=1)))
    text = text.replace('"title": 0', f'"title": {word}').replace('"description": 1', f'"description": {word}')
    checked = checks.read_and_check(text)
    asked = checked.document["pillars"][0]["questions"][1]
    assert "title" not in asked
    assert "description" not in asked
    assert checked.usable
    said = {message.place: message for message in checked.messages if message.code == "not_a_number"}
    assert set(said) == {"pillars[0].questions[1].title", "pillars[0].questions[1].description"}
    assert f": {word}" in text.splitlines()[said["pillars[0].questions[1].title"].line - 1]
    assert not checks.read_and_check(text, "strict").usable


def test_nan_among_others_leaves_them_their_numbers():
    assert reading.read('{"a": [1, NaN, 3]}').document == {"a": [1, None, 3]}


def test_a_repeated_key_is_named_and_the_last_one_counts():
    text = text_of(lens()).replace('"title": "How do you first?"', '"title": "One",\n"title": "Two"')
    checked = checks.read_and_check(text)
    assert checked.document["pillars"][0]["questions"][0]["title"] == "Two"
    message = only(checked)
    assert (message.level, message.code, message.place) == ("warning", "key_repeated", "pillars[0].questions[0].title")
    assert '"Two"' in text.splitlines()[message.line - 1]
    assert only(checks.read_and_check(text, "strict")).level == "error"


def test_a_raw_tab_stays_and_is_reported():
    checked = checks.read_and_check(text_of(lens(name="A\\tlens")).replace("\\\\t", "\t"))
    assert checked.document["name"] == "A\tlens"
    assert "tab" in codes(checked)
    assert checked.usable


def test_texts_are_never_changed():
    odd = ' ﬄ\u00a0<b>“—→”</b> \\ " \n\t 🏯 é é \u200b\u202e '
    checked = checks.read_and_check(json.dumps(lens(name=odd)))
    assert checked.document["name"] == odd
    assert checks.read_and_check(json.dumps(lens(name=odd), ensure_ascii=False)).document["name"] == odd


def test_later_questions_of_one_id_get_the_first_free_number():
    ids = ["same", "same", "same_2", "same", "other", "same_3"]
    document = lens(*(question(key) for key in ids[:3]))
    document["pillars"].append(pillar("security", [question(key) for key in ids[3:]]))
    checked = checks.read_and_check(text_of(document))
    found = [asked["id"] for pillar in checked.document["pillars"] for asked in pillar["questions"]]
    assert found == ["same", "same_4", "same_2", "same_5", "other", "same_3"]
    assert [(message.level, message.code, message.place) for message in checked.messages] == [
        ("notice", "question_id_renamed", "pillars[0].questions[1].id"),
        ("notice", "question_id_renamed", "pillars[1].questions[0].id"),
    ]
    assert checked.usable
    assert not checks.read_and_check(text_of(document), "strict").usable


def test_a_long_id_keeps_its_length_with_a_number():
    key = "x" * 127
    checked = checks.read_and_check(text_of(lens(question(key), question(key))))
    assert checked.document["pillars"][0]["questions"][1]["id"] == "x" * 126 + "_2"
    assert checked.usable


@pytest.mark.parametrize("document", [{}, {"pillars": 1}, {"pillars": [1, {"questions": [2, {"id": 3}, {}]}]}])
def test_a_document_of_an_unexpected_shape_is_read(document):
    assert reading.read(json.dumps(document)).document == document


def test_a_place_with_a_strange_key_can_be_read():
    checked = checks.read_and_check(json.dumps(lens(**{"a key": 1, "k" * 100: 2, "\x1b[31m": 3, "it's": 4})))
    assert [message.place for message in checked.messages] == [
        "['a key']",
        f"['{'k' * 39}…']",
        "['\\u001b[31m']",
        "['it\\u0027s']",
    ]


def test_messages_are_in_the_order_of_the_file_with_their_lines():
    document = {"pillars": [pillar(extra=1, name="")], "extra": 2, **lens(), "more": 3}
    text = text_of(document | {"pillars": [pillar(extra=1, name="")]})
    checked = checks.read_and_check(text)
    assert [message.place for message in checked.messages] == ["pillars[0].name", "pillars[0].extra", "extra", "more"]
    lines = text.splitlines()
    assert all(f'"{message.place.rpartition(".")[2]}"' in lines[message.line - 1] for message in checked.messages)


def test_a_missing_member_is_reported_at_the_line_of_its_object():
    text = text_of(lens(pillars=[pillar(), {key: value for key, value in pillar("security").items() if key != "name"}]))
    message = next(message for message in checks.read_and_check(text).messages if message.code == "missing")
    assert message.place == "pillars[1].name"
    assert text.splitlines()[message.line - 1].strip() == "{"


def test_of_very_many_messages_the_first_are_given_and_the_rest_counted():
    checked = checks.read_and_check(text_of(lens(**{f"extra{number}": 1 for number in range(800)})))
    assert len(checked.messages) == 501
    last = checked.messages[-1]
    assert (last.code, last.level, last.params["count"]) == ("more", "warning", 300)
    assert checked.usable


def test_errors_are_given_before_warnings_where_not_all_fit():
    document = lens(**{f"extra{number}": 1 for number in range(800)})
    document["pillars"].append("no pillar")
    checked = checks.read_and_check(text_of(document))
    assert len(checked.messages) == 501
    assert [message.code for message in checked.messages if message.level == "error"] == ["object_expected"]
    assert not checked.usable


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=4), st.booleans(), st.sampled_from([None, 1]))
def test_what_is_json_is_read_as_python_reads_it(document, escaped, indent):
    if "\\u0000" in json.dumps(document):
        return
    assert reading.read(json.dumps(document, ensure_ascii=escaped, indent=indent)).document == document


@settings(max_examples=50, deadline=None)
@given(st.text() | st.binary() | st.text('{}[]",:\\u0019NaInfty-eE. \n'))
def test_the_reader_never_raises(data):
    for message in checks.read_and_check(data).messages:
        assert str(message).encode()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, 30), st.text('{}[]",:x1 \n', max_size=5))
def test_a_damaged_file_gets_messages_or_is_read(begin, length, instead):
    checked = checks.read_and_check(WHOLE[:begin] + instead + WHOLE[begin + length :])
    assert checked.usable or checked.messages
    assert checked.document is not None or [each.level for each in checked.messages].count("error") == 1


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_lens_with_anything_anywhere_is_checked_and_what_is_usable_can_be_used(data):
    document = lens()
    for _time in range(data.draw(st.integers(1, 3))):
        holder = document
        while isinstance(holder, dict | list) and holder:
            key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
            inner = holder[key]
            if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
                holder[key] = data.draw(VALUES)
                break
            holder = inner
    if "\\u0000" in json.dumps(document):
        return
    checked = checks.read_and_check(json.dumps(document))
    if checked.usable:
        assert len(list(answer_sets.score(answer_sets.questions_of(checked.document), [{}], pytest.fail))) == 1
        for found in checked.document["pillars"]:
            for asked in found.get("questions", []):
                proofs.prove(asked)
        assert not differences(checked.document, checked.document)
        with contextlib.suppress(CannotExport):
            strict_export(checked.document)
