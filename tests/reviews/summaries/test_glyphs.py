import pytest

from reviews.summaries.glyphs import printable


@pytest.mark.parametrize(
    "text",
    ["髙﨑①②→✓☆〜𠮷㈱", "Żółć, Ελληνικά, Кириллица, Việt", "مرحبا", "שלום", "สวัสดี", "नमस्ते", "안녕하세요", "🎉👍🏽🇯🇵1️⃣"],
)
def test_what_a_committed_font_has_stays_as_it_was_written(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\u0378b", "a[U+0378]b"),  # unassigned
        ("ა", "[U+10D0]"),  # many machines have it; our fonts don't
        ("\U0010fffd", "[U+10FFFD]"),  # private use
        ("nul\x00", "nul[U+0000]"),
        ("\x1b[31m", "[U+001B][31m"),
        ("\ud800 alone", "[U+D800] alone"),
        ("\U00013432", "[U+13432]"),  # a format character that expects its own script around it
    ],
)
def test_what_no_font_has_is_named_by_its_code_point(text, printed):
    assert printable(text) == printed


def test_an_override_of_direction_is_shown_instead_of_obeyed():
    assert printable("invoice\u202efdp.exe") == "invoice[U+202E]fdp.exe"


def test_embeddings_and_isolates_are_dropped_since_each_text_is_isolated_anyway():
    assert printable("\u2067שלום\u2069 \u202babc") == "שלום abc"


def test_joiners_and_variation_selectors_keep_sequences_together():
    family, ivs, persian = "👨\u200d👩\u200d👧", "葛\U000e0100城", "می\u200cخواهم"
    assert printable(family + ivs + persian) == family + ivs + persian


def test_every_kind_of_line_end_becomes_one_and_a_tab_a_space():
    assert printable("a\r\nb\rc\u2028d\u0085e\tf") == "a\nb\nc\nd\ne f"


@pytest.mark.parametrize(
    ("text", "direction"),
    [("שלום abc", "rtl"), ("1. مرحبا", "rtl"), ("abc שלום", "ltr"), ("日本語", "ltr"), ("", "ltr")],
)
def test_a_text_runs_the_way_its_first_letter_does(text, direction):
    assert printable(text).direction == direction
