"""A write about comments that fails leaves its traceback in the log, and none of the words that its errors quote."""

import logging

import pytest
from django.db import IntegrityError

from reviews.comments import log_redaction
from reviews.comments.log_redaction import NotStored, hide_error_messages

WORDS = "Kim promised the board ninety-nine nines"


def insert(words: str) -> None:
    raise ValueError(f"Failing row contains ({words}).", words)


@hide_error_messages
def write(words: str) -> None:
    try:
        insert(words)
    except ValueError as error:
        error.add_note(words)
        try:
            raise IntegrityError(words) from error
        except IntegrityError:
            raise ExceptionGroup(words, [error, KeyError(words)])  # noqa: B904  the error before it is its context


@pytest.fixture
def logged(caplog):
    with pytest.raises(NotStored) as raised:
        write(WORDS)
    formatted = "\n".join(map(logging.Formatter().format, caplog.records))
    return raised.value, caplog.records, formatted


def test_the_traceback_leads_through_every_error_to_the_line_that_failed(logged):
    _raised, _records, text = logged
    assert "Comments: write failed" in text
    assert "Traceback (most recent call last)" in text
    assert ", in insert" in text
    for kind in ("ValueError", "IntegrityError", "ExceptionGroup", "KeyError"):
        assert kind in text


def test_no_error_of_it_says_a_word(logged):
    _raised, records, text = logged
    assert "promised" not in text
    assert "promised" not in repr([vars(record) for record in records])


def test_what_is_raised_in_its_place_has_no_other_error_behind_it(logged):
    raised, _records, _text = logged
    assert str(raised) == "ExceptionGroup"
    assert (raised.__cause__, raised.__context__) == (None, None)


def test_without_the_redaction_the_same_search_finds_the_words(monkeypatch, caplog):
    monkeypatch.setattr(log_redaction, "without_messages", lambda error: error)
    with pytest.raises(NotStored):
        write(WORDS)
    assert "promised" in caplog.text
