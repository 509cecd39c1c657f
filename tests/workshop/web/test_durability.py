"""What a database says is written is on the disk, as far as we have a say in it."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a setting of PostgreSQL")
def test_no_connection_of_ours_lets_postgresql_acknowledge_before_it_has_written():
    """`fsync` is the operator's decision for the whole server, but a connection can turn off `synchronous_commit`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
        assert cursor.fetchone()[0] in {"default", "command line", "configuration file"}
        cursor.execute("SELECT source FROM pg_settings WHERE name = 'fsync'")
        assert cursor.fetchone()[0] in {"default", "command line", "configuration file"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a setting of SQLite")
def test_sqlite_keeps_its_log_ahead_and_overwrites_what_is_deleted():
    """NORMAL (1) survives the death of every process; only with a power cut the last moments may go."""
    with connection.cursor() as cursor:
        said = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert said["synchronous"] == 1
    assert said["secure_delete"] == 1
    assert said["journal_mode"] in {"wal", "memory"}, "the second in a test's database in memory"
