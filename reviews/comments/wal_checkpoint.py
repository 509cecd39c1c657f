"""SQLite's write-ahead log keeps rows in the order in which they were written. Truncating it removes that order."""

from django.db import connection

BUSY_TIMEOUT = 200  # ms; while a reader takes longer, the log stays until the next batch


def truncate() -> None:
    """Write the log back into the database file and truncate it. Do nothing on other databases."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {usual}")
