"""SQLite's write-ahead log keeps the order in which rows came until it is cut."""

from django.db import connection

PATIENCE = 200  # ms; a reader who takes longer makes it wait for the next batch


def cut() -> None:
    """Bring the log home and cut it to nothing. On other databases there is none of ours to cut."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {usual}")
