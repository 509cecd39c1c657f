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
