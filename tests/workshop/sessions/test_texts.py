"""What people type: a text of characters nobody sees is empty, line ends become \\n, and everything else stays as it is."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from django import forms

import reviews.comments.forms
import reviews.pillars.forms
import reviews.tables.forms
import workshop.desk.forms
import workshop.people.forms
from workshop.sessions.texts import TextField, normalized, visible

FORMS = [
    form
    for module in (
        reviews.comments.forms,
        reviews.pillars.forms,
        reviews.tables.forms,
        workshop.people.forms,
        workshop.desk.forms,
    )
    for form in vars(module).values()
    if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == module.__name__
]
TEXTS = [(form, name) for form in FORMS for name, field in form.base_fields.items() if isinstance(field, TextField)]
NO_TEXTS = {
    "client_id",
    "offer",
    "username",
    "password",
    "old_password",
    "new_password1",
    "new_password2",
    "meeting_link",
}

# tests/javascript/text-limits.test.js runs the same cases.
CASES = json.loads((Path(__file__).parents[2] / "texts.json").read_text())

UNSEEN = {
    "hangul filler": "\u3164",
    "hangul jamo fillers": "\u115f\u1160",
    "halfwidth hangul filler": "\uffa0",
    "braille blank": "\u2800",
    "zero width": "\u200b\u200c\u200d\u200e\u200f",
    "word joiner and invisible signs": "\u2060\u2061\u2062\u2063\u2064\u2065",
    "byte order mark": "\ufeff",
    "bidi controls": "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c",
    "soft hyphen": "\u00ad",
    "grapheme joiner": "\u034f",
    "variation selectors": "\ufe00\ufe0f",
    "more variation selectors": "\U000e0100\U000e01ef",
    "mongolian selectors": "\u180b\u180c\u180d\u180e\u180f",
    "khmer inherent vowels": "\u17b4\u17b5",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "musical controls": "\U0001d173\U0001d17a",
    "null notehead": "\U0001d159",
    "khitan filler": "\U00016fe4",
    "shorthand controls": "\U0001bca0",
    "object replacement": "\ufffc",
    "wide spaces": "\u3000\u2003\u00a0\u202f\u205f\u1680",
    "between them spaces and line ends": "\u3164 \u200b\n\u2028\u2800\t",
}
SEEN = {
    "family": "👨\u200d👩\u200d👧",
    "heart": "❤\ufe0f",
    "keycap": "1\ufe0f\u20e3",
    "flag of Scotland": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Persian": "می\u200cخواهم",
    "Hindi": "क्\u200dष",
    "Japanese variant": "葛\U000e0100城",
    "a dot": ".",
    "a combining mark": "\u0301",
    "braille": "⠓",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ\u180b",
}


def test_every_text_of_a_form_is_a_text_field():
    others = [
        (form.__name__, name)
        for form in FORMS
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field, TextField) and name not in NO_TEXTS
    ]
    assert others == []
    assert len(TEXTS) > 10


@pytest.mark.django_db
@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize(("form", "name"), TEXTS, ids=[f"{form.__name__}.{name}" for form, name in TEXTS])
def test_a_text_that_nobody_sees_is_answered_as_an_empty_one(form, name, text):
    unseen, empty = form({name: text}), form({name: ""})
    assert unseen.errors.get(name) == empty.errors.get(name)
    assert unseen.cleaned_data.get(name) == empty.cleaned_data.get(name)


@pytest.mark.parametrize("text", SEEN.values(), ids=SEEN)
def test_what_somebody_sees_stays_as_it_is_joiners_and_selectors_too(text):
    assert TextField().clean(text) == text


@pytest.mark.parametrize("text", [f"\u200b{word}\u2060" for word in ("田中", "Ben")])
def test_beside_a_word_they_are_neither_refused_nor_cut(text):
    assert TextField().clean(text) == text
    assert visible(text) == text[1:-1]


def test_whatever_unicode_says_is_ignored_where_it_is_not_supported_counts_as_nothing():
    """Ranges of DerivedCoreProperties.txt (Default_Ignorable_Code_Point), which Python's database does not hold."""
    ranges = (
        "00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8"
    )
    ranges += " 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
    for span in ranges.split():
        first, _dash, last = span.partition("-")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            assert visible(chr(code)) == "", hex(code)


def test_letters_digits_signs_and_marks_are_seen():
    lost = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code))[0] in "LMNPS" and not visible(chr(code))
    ]
    assert len(lost) == 273, lost  # the fillers and selectors above, 256 of them variation selectors


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_line_ends_of_all_kinds_become_one_kind_and_in_one_line_a_space(end):
    assert TextField(lines=2).clean(f"Title line{end}second line") == "Title line\nsecond line"
    assert TextField().clean(f"Title line{end}second line") == "Title line second line"


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["written"]))
def test_a_text_is_stored_as_the_browser_counts_it(case):
    assert normalized(case["written"].strip()) == TextField(lines=2).clean(case["written"]) == case["stored"]


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "name"), TEXTS, ids=[f"{form.__name__}.{name}" for form, name in TEXTS])
def test_every_text_has_its_line_ends_and_bullets_normalized(form, name):
    bound = form({name: "Title line\x0bsecond\u2028third\x0c\uf0b7 fourth\x85fifth"})
    between = "\n" if bound.fields[name].lines > 1 else " "
    bound.is_valid()
    assert bound.cleaned_data[name] == between.join(["Title line", "second", "third", "• fourth", "fifth"])


def test_two_line_ends_are_a_paragraph():
    assert TextField(lines=2).clean("one\r\n\r\ntwo\v\vthree") == "one\n\ntwo\n\nthree"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\ud800"])
def test_what_can_be_neither_stored_nor_printed_is_refused_with_its_place(character):
    with pytest.raises(forms.ValidationError, match="Character 3 cannot be displayed"):
        TextField(lines=2).clean(f"ab{character}c")
