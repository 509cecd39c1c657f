"""A check that PostgreSQL's log cannot contain words of comments: `manage.py check --database default`."""

from collections.abc import Sequence

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import OperationalError, connections

from workshop.web.outages import why_unavailable

WANTED = {
    "log_parameter_max_length": "0",  # otherwise a slow statement is logged with its parameters
    "log_error_verbosity": "terse",  # otherwise a refused row is quoted
}


@register(Tags.database)
def the_servers_log_holds_no_comments(databases: Sequence[str] | None = None, **kwargs) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(WANTED)])
                settings = dict(cursor.fetchall())
        except OperationalError as error:
            found.append(
                Error(
                    f"PostgreSQL cannot be used: {why_unavailable(error) or error}",
                    hint="Check that it is running and that DATABASE_URL is right.",
                    id="workshop.E001",
                )
            )
            continue
        user = connection.settings_dict["USER"] or "hashira"
        found += [
            Warning(
                f"PostgreSQL has {name} = {settings.get(name)}: its log may contain words of comments.",
                hint=f"As a superuser: ALTER ROLE {connection.ops.quote_name(user)} SET {name} = {wanted};",
                id="workshop.W001",
            )
            for name, wanted in WANTED.items()
            if settings.get(name) != wanted
        ]
    return found
