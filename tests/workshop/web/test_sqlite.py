"""Threads of one process take turns at writing. The connections here do not wait for SQLite's own lock: a thread that has to
wait inside it is refused at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection

from workshop.web.sqlite.base import DatabaseWrapper

pytestmark = [
    pytest.mark.django_db(transaction=True),  # a test in one transaction would have the turn itself
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite"),
]


@pytest.fixture
def impatient(tmp_path):
    made = connection.settings_dict | {"NAME": tmp_path / "turns.sqlite3"}
    made["OPTIONS"] = made["OPTIONS"] | {"timeout": 0}

    def connect() -> DatabaseWrapper:
        one = DatabaseWrapper(made, alias="turns")
        one.inc_thread_sharing()
        return one

    with closing(connect()) as first, first.cursor() as cursor:
        cursor.execute("CREATE TABLE turns (number integer)")
    return connect


def write(connection, number: int, *, fails: bool = False) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO turns VALUES (%s)", [number])
            if fails:
                cursor.execute("INSERT INTO nowhere VALUES (1)")
        connection.commit()
    except Exception:
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)


def written(connection) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM turns ORDER BY number")
        return [number for (number,) in cursor.fetchall()]


def test_nobody_has_to_wait_in_sqlite(impatient):
    connections = [impatient() for _ in range(4)]
    for one in connections:
        one.ensure_connection()  # opening waits for SQLite, too

    def writes(number: int) -> None:
        for step in range(10):
            write(connections[number], number * 100 + step)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(writes, range(4)))
    assert written(connections[0]) == [number * 100 + step for number in range(4) for step in range(10)]
    for one in connections:
        one.close()


def test_a_turn_ends_where_writing_fails(impatient):
    with closing(impatient()) as one, closing(impatient()) as other:
        with pytest.raises(Exception, match="nowhere"):
            write(one, 1, fails=True)
        write(other, 2)
        assert written(one) == [2]


def test_a_turn_ends_with_its_connection(impatient):
    with closing(impatient()) as other:
        with closing(impatient()) as one:
            one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        write(other, 3)
        assert written(other) == [3]


def test_the_files_of_a_new_database_are_their_owners_alone(impatient, tmp_path):
    with closing(impatient()) as one:
        write(one, 1)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("turns.sqlite3*")}
    assert modes == dict.fromkeys(["turns.sqlite3", "turns.sqlite3-shm", "turns.sqlite3-wal"], 0o600)
