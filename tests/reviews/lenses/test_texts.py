"""Texts in several languages: a missing language falls back to the default one, and then to any."""

import pytest

from reviews.lenses.tags import close_kana
from reviews.lenses.texts import in_language, is_foreign, shown_in

JA, EN = "信頼性", "Reliability"


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ({"ja": JA, "en": EN}, "ja", "ja"),
        ({"ja": JA, "en": EN}, "en", "en"),
        ({"ja": JA, "en": EN}, "de", "en"),
        ({"ja": JA, "en": ""}, "de", "ja"),
        ({"ja": JA}, "en", "ja"),
    ],
)
def test_a_missing_language_falls_back_to_the_default_one_and_then_to_any(text, language, shown):
    assert shown_in(text, language) == shown
    assert in_language(text, language) == text[shown]
    assert is_foreign(text, language) == (shown != language)


@pytest.mark.parametrize("text", [{}, {"ja": ""}, None, "text", {"ja": 1}])
def test_what_has_no_text_is_empty_in_the_language_asked_for(text):
    assert (in_language(text, "ja"), shown_in(text, "ja"), is_foreign(text, "ja")) == ("", "ja", False)


def test_runs_of_katakana_are_marked_and_everything_else_is_escaped():
    marked = " ".join(close_kana("パフォーマンス効率 <b>").split())
    assert marked == '<span class="kana">パフォーマンス</span>効率 &lt;b&gt;'
    assert close_kana("ア<") == "ア<", "which the template escapes"
