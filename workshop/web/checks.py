"""What a server of PostgreSQL must be told, so that its log holds no word of a comment. `manage.py check --database default`."""

from collections.abc import Sequence

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import OperationalError, connections

from workshop.web.outages import why_away

WANTED = {
    "log_parameter_max_length": "0",  # or a slow statement is logged with what was written
    "log_error_verbosity": "terse",  # or a refused row is quoted
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
                    f"PostgreSQL does not let us in: {why_away(error) or error}",
                    hint="Does it run, and is DATABASE_URL right?",
                    id="workshop.E001",
                )
            )
            continue
        user = connection.settings_dict["USER"] or "hashira"
        found += [
            Warning(
                f"PostgreSQL has {name} = {settings.get(name)}: its log may come to hold words of comments.",
                hint=f"As a superuser: ALTER ROLE {connection.ops.quote_name(user)} SET {name} = {wanted};",
                id="workshop.W001",
            )
            for name, wanted in WANTED.items()
            if settings.get(name) != wanted
        ]
    return found
