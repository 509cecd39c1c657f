"""With the two settings that docs/operations.md asks for, PostgreSQL's most verbose log contains no text of a comment."""

import time
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.db import connection

from reviews.comments.log_redaction import NotStored
from reviews.comments.models import Comment
from reviews.comments.services import moderation
from tests.reviews.comments.composer import Nobody, batch_moves
from workshop.web.checks import WANTED

WORDS = "Kim promised the board ninety-nine nines"
EVERYTHING = {"log_statement": "all", "log_min_duration_statement": "0", "log_min_error_statement": "debug5"}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the log of PostgreSQL"),
]


def set_for_this_test(**settings: str) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


@pytest.fixture
def logged(db):
    """The server's log since the test began. This needs a superuser and a server that collects its log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_logfile()")
        path = cursor.fetchone()[0]
        assert path, "start the server with logging_collector=on"
        cursor.execute("SELECT (pg_stat_file(%s)).size", [path])
        begin = cursor.fetchone()[0]

    def read() -> str:
        set_for_this_test(log_statement="none", log_min_duration_statement="-1")
        until, end = time.monotonic() + 60, f"end of {uuid4()}"
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE LOG '{end}'; END $$")
            while time.monotonic() < until:  # the log collector is a separate process
                cursor.execute("SELECT pg_read_binary_file(%s, %s, 100000000)", [path, begin])
                said = bytes(cursor.fetchone()[0]).decode(errors="replace")
                if end in said:
                    return said
                time.sleep(0.1)
        raise AssertionError("the end is not in the log")

    return read


def a_whole_life(session) -> None:
    nobody = Nobody()
    for text in (WORDS, "Nobody here has ever restored a backup"):
        assert nobody.posts(session, text).status_code == 202
    batch_moves(session)
    comment = Comment.objects.get(text=WORDS)
    moderation.discuss(session, comment.pk)
    with pytest.raises(NotStored):  # the database refuses the row and quotes it in the error
        moderation.decline(session, comment.pk, reason="")
    moderation.answer(session, comment.pk, answer="Kim will restore one.")


def test_with_both_settings_the_most_talkative_log_holds_no_word(session, logged):
    set_for_this_test(**WANTED, **EVERYTHING)
    a_whole_life(session)
    log = logged()
    assert "reviews_comment" in log, "the statements are there"
    assert "violates check constraint" in log, "the refusal is there"
    assert "Kim" not in log
    assert "backup" not in log


@pytest.mark.parametrize("name", WANTED)
def test_without_one_of_them_the_same_search_finds_words(session, logged, name):
    usual = {"log_parameter_max_length": "-1", "log_error_verbosity": "default"}
    only = EVERYTHING if name == "log_parameter_max_length" else {}
    set_for_this_test(**WANTED | {name: usual[name], "log_error_verbosity": "default"}, **only)
    a_whole_life(session)
    assert "Kim" in logged()


def test_an_error_logs_its_statement_without_what_was_written(session, logged):
    """The default log contains each failed statement; our statements have their values as parameters, outside the text."""
    set_for_this_test(log_error_verbosity="terse", log_min_error_statement="error")
    a_whole_life(session)
    log = logged()
    assert "STATEMENT:" in log
    assert "Kim" not in log


def test_the_check_names_what_the_server_was_not_told_and_how_to_tell_it(db):
    set_for_this_test(log_parameter_max_length="-1", log_error_verbosity="default")
    said = [warning for warning in run_checks(databases=["default"]) if warning.id == "workshop.W001"]
    assert {name for warning in said for name in WANTED if name in warning.hint} == set(WANTED)
    assert all("ALTER ROLE" in warning.hint for warning in said)
    set_for_this_test(**WANTED)
    assert not [warning for warning in run_checks(databases=["default"]) if warning.id == "workshop.W001"]
