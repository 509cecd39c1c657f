"""Outages of Redis and PostgreSQL: how their errors are recognized, and described in one line."""

# By name, so that a process on SQLite does not load PostgreSQL's driver.
SERVERS = {
    ("psycopg", "OperationalError"),
    ("psycopg.errors", "IdleInTransactionSessionTimeout"),
    ("redis.exceptions", "ConnectionError"),
    ("redis.exceptions", "ResponseError"),  # it is full, cannot write, or became a replica
    ("redis.exceptions", "TimeoutError"),
}
# SQLSTATE classes and codes: connection lost, server stopped, login refused, no such database, too many connections,
# rows locked by others, transaction ended because we held rows without going on
OF_A_CONNECTION = ("08", "57P", "28", "3D", "53300", "55P03", "25P03")


def why_unavailable(error: BaseException | None) -> str:
    """The driver's message in one line, without passwords; empty if the error is not an outage."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:  # causes may form a cycle
        seen.add(id(error))
        kinds = {(kind.__module__, kind.__name__) for kind in type(error).__mro__}
        if kinds & SERVERS and (getattr(error, "sqlstate", None) or OF_A_CONNECTION[0]).startswith(OF_A_CONNECTION):
            return " ".join(str(error).split()) or type(error).__name__
        error = error.__cause__ or (error.__context__ if type(error).__module__ == "celery.beat" else None)
    return ""
