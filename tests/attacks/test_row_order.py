"""An attack on the order of rows: forty named people post in a known order, and the database must not link anybody to a comment.

An attacker who knows in which order people wrote, and finds a trace of the order in which comments arrived, knows the authors.
The attack tries every order that a database shows: hidden row numbers, a dump, each column, the panes and the summary.
"""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from statistics import correlation

import pytest
from django.db import connection

from reviews.comments import queries
from reviews.comments.models import BatchSchedule, Comment, Waiting
from reviews.comments.services import inbox
from tests.actors import make_session, user
from tests.reviews.comments.composer import Nobody, batch_moves
from workshop.people import services as people

PEOPLE = 40
# In a random order one of forty comments is in its own place, and the correlation has a standard deviation of 0.16. These
# limits are exceeded less than once in a million times.
PLACES, LIKENESS = 11, 0.8


@pytest.fixture
def said(session) -> dict[str, int]:
    return everybody_speaks(session)


def everybody_speaks(session) -> dict[str, int]:
    """Each text, with the position of its author in the order of posting. The texts themselves have no order."""
    words = [f"{word} {number}" for number, word in enumerate(("backup", "quota", "alert", "zone") * (PEOPLE // 4))]
    authors = inbox.chance.sample(words, PEOPLE)
    for place, text in enumerate(authors):
        people.join(session, name=f"Guest {place:02}", company=f"Company {place:02}")
        assert Nobody().posts(session, text).status_code == 202
    return {text: place for place, text in enumerate(authors)}


def linked(places: list[int]) -> bool:
    """Whether an order of comments correlates, forwards or backwards, with the order of posting."""
    assert sorted(places) == list(range(PEOPLE))
    for order in (places, places[::-1]):
        in_place = sum(place == author for place, author in enumerate(order))
        neighbours = sum(after - before == 1 for before, after in pairwise(order))
        if max(in_place, neighbours) >= PLACES:
            return True
    return abs(correlation(range(PEOPLE), places)) >= LIKENESS


# Values that each database stores for a row automatically, to sort by. The first is the physical place of the row.
HIDDEN = {
    "sqlite": {"rowid": "rowid"},
    "postgresql": {
        name: name if name == "ctid" else f"{name}::text::bigint" for name in ("ctid", "xmin", "cmin", "cmax")
    },
}


def orders(said: dict[str, int], session) -> dict[str, list[int]]:
    """Every order in which the database shows the comments, as the positions of their authors."""
    table, hidden = Comment._meta.db_table, HIDDEN[connection.vendor]
    found = {"the panes": [said[comment.text] for comment in queries.shown_in(session)]}
    found["the summary"] = [said[comment.text] for comment in queries.comments_for_summaries(session)]
    columns = {field.column: field.column for field in Comment._meta.concrete_fields}
    with connection.cursor() as cursor:
        for name, expression in (hidden | columns).items():
            cursor.execute(f"SELECT text FROM {table} ORDER BY {expression}, {next(iter(hidden))}")
            found[f"by {name}"] = [said[text] for (text,) in cursor.fetchall()]
        cursor.execute(f"SELECT text FROM {table}")
        found["as it comes"] = [said[text] for (text,) in cursor.fetchall()]
    if connection.vendor == "sqlite":
        dump = [line for line in connection.connection.iterdump() if line.startswith(f'INSERT INTO "{table}"')]
        found["a dump"] = in_lines(dump, said)
    return found


def in_lines(dump: list[str], said: dict[str, int]) -> list[int]:
    """The authors' positions, in the order of the lines of a dump."""
    found = [[place for text, place in said.items() if re.search(rf"\b{text}\b", line)] for line in dump]
    return [places[0] for places in found if places]


def released(session) -> None:
    assert batch_moves(session) == PEOPLE
    Comment.objects.update(state=Comment.State.SHOWN)


def test_no_order_of_the_database_tells_who_wrote_what(session, said):
    released(session)
    assert [name for name, order in orders(said, session).items() if linked(order)] == []


def test_without_the_shuffle_the_attack_finds_every_author(session, said, monkeypatch):
    monkeypatch.setattr(inbox, "shuffled", list)
    released(session)
    found = orders(said, session)
    caught = {name for name, order in found.items() if linked(order)}
    assert {*(f"by {name}" for name in HIDDEN[connection.vendor]), "as it comes", "by batch"} <= caught
    if connection.vendor == "sqlite":  # PostgreSQL reuses the places of deleted rows for some; most are still in order
        assert found["as it comes"] == list(range(PEOPLE))
    assert not {"by id", "the summary"} & caught


def test_inside_the_batch_every_row_has_the_same_moment_and_no_other(session, said):
    released(session)
    moments = [field.name for field in Comment._meta.concrete_fields if "Date" in field.get_internal_type()]
    assert moments == ["batch"]
    assert Comment.objects.values("batch").distinct().count() == 1


def test_no_other_table_holds_anything_of_a_comment(session, said):
    released(session)
    comment = Comment.objects.first()
    traces = (comment.text, comment.hash, comment.pk.hex, str(comment.pk))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            held = [row for row in cursor.fetchall() if any(trace in map(str, row) for trace in traces)]
            assert len(held) == (table == Comment._meta.db_table), table


@pytest.mark.skipif(connection.vendor != "sqlite", reason="row numbers of SQLite")
def test_the_inbox_is_empty_and_begins_to_count_anew(session, said):
    released(session)
    assert not Waiting.objects.exists()
    assert Nobody().posts(session, "The forty-first").status_code == 202
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {Waiting._meta.db_table}")
        assert cursor.fetchall() == [(1,)]


# ── PostgreSQL, as a real dump shows it ──


@pytest.fixture
def dumped(transactional_db, monkeypatch):
    """The comments of forty people, each from a request and a transaction of its own, in the output of pg_dump."""
    if connection.vendor != "postgresql":
        pytest.skip("a dump of PostgreSQL")
    monkeypatch.setattr("workshop.live.notifier.notify_room", lambda *_frame: None)

    def dump() -> tuple[dict[str, int], list[str]]:
        session = make_session(user("Ana"))
        said = everybody_speaks(session)
        assert batch_moves(session) == PEOPLE
        words = connection.get_connection_params()
        command = ["pg_dump", "--data-only", f"--table={Comment._meta.db_table}", f"--dbname={words['dbname']}"]
        address = [
            f"--host={words['host']}",
            f"--username={words['user']}",
            *(f"--port={port}" for port in [words.get("port")] if port),
        ]
        return said, subprocess.run(
            [*command, *address], check=True, capture_output=True, text=True
        ).stdout.splitlines()

    return dump


def test_no_order_of_a_dump_of_postgresql_tells_who_wrote_what(dumped):
    said, lines = dumped()
    assert not linked(in_lines(lines, said))


def test_without_the_shuffle_the_dump_of_postgresql_names_every_author(dumped, monkeypatch):
    monkeypatch.setattr(inbox, "shuffled", list)
    said, lines = dumped()
    assert in_lines(lines, said) == list(range(PEOPLE))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="sequences of PostgreSQL")
@pytest.mark.django_db
def test_no_sequence_counts_comments():
    with connection.cursor() as cursor:
        for model in (Waiting, Comment, BatchSchedule):
            assert connection.introspection.get_sequences(cursor, model._meta.db_table) == []


@pytest.mark.django_db
def test_a_pillar_that_begins_meanwhile_divides_no_batch(day):
    """The time at which a pillar began is known, so a topic of its own would reveal which comments came before that."""
    day.goes_to("briefing", "security")
    nobody = Nobody()
    nobody.posts(day.session, "Sent before")
    day.goes_to("briefing", "reliability")
    nobody.posts(day.session, "Sent after")
    batch_moves(day.session)
    assert set(Comment.objects.values_list("topic", flat=True)) == {"reliability"}
