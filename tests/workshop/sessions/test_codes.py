"""Join codes."""

import pytest

from workshop.sessions import codes


def test_a_code_has_eight_of_32_symbols_none_of_which_is_mistaken_for_another():
    assert len(codes.SYMBOLS) == 32
    assert not set("0O1I") & set(codes.SYMBOLS)
    assert all(len(codes.new()) == 8 for _ in range(100))


@pytest.mark.parametrize("typed", ["k7qm3xpd", "K7QM 3XPD", " k7qm-3xpd ", "Ｋ７ＱＭ３ＸＰＤ"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert codes.read(typed) == "K7QM3XPD"


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QM3XPDA", "K7QM3XP0", "\x00" * 8, "🦊" * 8])
def test_what_can_be_no_code_is_none(typed):
    assert codes.read(typed) is None


def test_a_code_is_shown_in_two_groups_of_four():
    assert codes.shown("K7QM3XPD") == "K7QM 3XPD"


@pytest.mark.parametrize(
    "text",
    [
        "https://hashira.example/j/K7QM3XPD/",
        "https://hashira.example/j/k7qm3xpd/。",
        "参加はこちら：https://hashira.example/j/K7QM%203XPD/から",
        "コード：K7QM 3XPD",
        "コードはK7QM3XPDです",
        "Join with K7QM-3XPD, please. The workshop begins at 10:00.",
        "Your code: “K7QM 3XPD”",
        "THE WORKSHOP CODE K7QM　3XPD",
        "Ｋ７ＱＭ　３ＸＰＤ（参加コード）",
        "Here text, with K7QM\u00a03XPD",
        "Session PRESENTS code k7qm 3xpd",
    ],
)
def test_the_likeliest_code_in_a_text_is_the_one_that_was_meant(text):
    assert codes.candidates(text)[0] == "K7QM3XPD"


@pytest.mark.parametrize("text", ["", "Hello", "K7QM 3XPDA", "AK7QM 3XPD", "K7QM and 3XPD", "x" * 100_000])
def test_a_text_without_a_code_has_none(text):
    assert codes.candidates(text) == []


def test_of_a_long_text_few_codes_are_looked_up():
    assert len(codes.candidates(" ".join(codes.new() for _ in range(100)))) == codes.CANDIDATES_AT_MOST
