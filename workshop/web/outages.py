"""A server that we stand on does not answer, or refuses to: how such an error is told from others, and said in one line."""

# By name: a process on SQLite alone need not load PostgreSQL's driver for this.
SERVERS = {
    ("psycopg", "OperationalError"),
    ("psycopg.errors", "IdleInTransactionSessionTimeout"),
    ("redis.exceptions", "ConnectionError"),
    ("redis.exceptions", "ResponseError"),  # it is full, may not write, or was made a replica
    ("redis.exceptions", "TimeoutError"),
}
# SQLSTATE: lost, ended, not let in, no such database, too many; somebody else holds the rows; we stood still, and held some
OF_A_CONNECTION = ("08", "57P", "28", "3D", "53300", "55P03", "25P03")


def why_away(error: BaseException | None) -> str:
    """What the server's driver said, in one line without addresses' passwords; empty when this is another kind of error."""
    while error is not None:
        kinds = {(kind.__module__, kind.__name__) for kind in type(error).__mro__}
        if kinds & SERVERS and (getattr(error, "sqlstate", None) or OF_A_CONNECTION[0]).startswith(OF_A_CONNECTION):
            return " ".join(str(error).split()) or type(error).__name__
        error = error.__cause__ or (error.__context__ if type(error).__module__ == "celery.beat" else None)
    return ""
