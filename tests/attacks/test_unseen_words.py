"""Invisible texts and indistinguishable names are refused in every form in which people write."""

from __future__ import annotations

import pytest

from reviews.comments.models import Waiting
from reviews.tables.models import Entry, Finding
from tests.actors import Browser
from tests.reviews.comments.composer import Nobody

pytestmark = pytest.mark.django_db

UNSEEN = ["\u3164", "\u2800", "\u115f\u1160", "\u200b", "\u200b\ufe0f", "\u202e", "\U000e0041"]


@pytest.mark.parametrize("words", UNSEEN)
def test_nobody_joins_under_a_name_or_for_a_company_that_nobody_sees(words, session, stranger):
    for told in ({"name": words, "company": "Kita"}, {"name": "Ben", "company": words}):
        answer = stranger.post(f"/j/{session.code}/", told)
        assert answer.status_code == 422
    assert not session.participants.exists()


@pytest.mark.parametrize("words", UNSEEN)
def test_nothing_that_nobody_sees_is_said_found_or_commented(words, discussion, bens):
    group = discussion.group_of("Ben").pk
    said = bens.sends(discussion.url("reviews:entries", group=group), text=words)
    found = bens.sends(discussion.url("reviews:findings", group=group), title=words, risk="high")
    commented = Nobody().posts(discussion.session, words)
    assert [said.status_code, found.status_code, commented.status_code] == [422, 422, 422]
    assert [model.objects.count() for model in (Entry, Finding, Waiting)] == [0, 0, 0]


@pytest.mark.parametrize("other", ["田中\u200b", "\u3164田中", "田\u2060中"])
def test_two_of_one_name_are_told_apart_however_one_of_them_is_written(other, session):
    for name in ("田中", other):
        browser, told = Browser(), {"name": name, "company": "Kita"}
        if browser.post(f"/j/{session.code}/", told).status_code != 302:  # it asks whether it is the same person
            assert browser.post(f"/j/{session.code}/", told | {"asked": "田中"}).status_code == 302
    assert sorted(session.participants.values_list("name", flat=True)) == ["田中", "田中 (2)"]


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0308", "\u3099"])
def test_marks_without_a_letter_are_no_name_since_nothing_could_be_pressed(marks, session, stranger):
    for told in ({"name": marks, "company": "Kita"}, {"name": "Ben", "company": marks}):
        assert stranger.post(f"/j/{session.code}/", told).status_code == 422


@pytest.mark.parametrize("name", [".", "...", ". .", "・", "་", "(—)", "\U00013441", "\U00013442.", "\ue000"])
def test_punctuation_and_blanks_are_no_name(name, session, stranger):
    for told in ({"name": name, "company": "Kita"}, {"name": "Ben", "company": name}):
        assert stranger.post(f"/j/{session.code}/", told).status_code == 422
    assert not session.participants.exists()


@pytest.mark.parametrize("name", ["🦊", "→", "7", "々", "✓.", "ー"])
def test_an_emoji_a_symbol_or_a_digit_is_a_name(name, session, stranger):
    assert stranger.post(f"/j/{session.code}/", {"name": name, "company": name}).status_code == 302
    assert session.participants.get().name == name


def test_no_name_turns_the_direction_of_the_sentence_around_it(session, stranger):
    stranger.post(f"/j/{session.code}/", {"name": "Ben\u202e", "company": "\u2067Kita\u200b  Paper"})
    person = session.participants.get()
    assert [person.name, person.company] == ["Ben", "Kita Paper"]


@pytest.mark.parametrize("name", ["👩‍💻 Ana", "می‌خواهم", "葛󠄀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_a_name_keeps_the_joiners_and_selectors_that_shape_it(name, session, stranger):
    stranger.post(f"/j/{session.code}/", {"name": name, "company": "Kita"})
    assert session.participants.get().name == name


def test_what_was_pasted_with_a_vertical_tab_has_a_line_end_there(discussion, bens):
    group, words = discussion.group_of("Ben").pk, "Title line\vsecond line"
    assert bens.sends(discussion.url("reviews:entries", group=group), text=words).status_code == 200
    finding = {"title": words, "as_is": words, "risk": "high"}
    assert bens.sends(discussion.url("reviews:findings", group=group), **finding).status_code == 200
    assert Nobody().posts(discussion.session, words).status_code == 202
    assert (
        Entry.objects.get().text
        == Finding.objects.get().as_is
        == Waiting.objects.get().text
        == words.replace("\v", "\n")
    )
    assert Finding.objects.get().title == "Title line second line"
