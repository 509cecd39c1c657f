"""Whether the database was prepared for this version, an older one or a newer one."""

import logging

from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from workshop.web.outages import why_unavailable

log = logging.getLogger(__name__)


def unknown_migrations() -> list[str]:
    """The applied migrations of our apps that this version does not have."""
    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps
        and (app, name) not in loader.disk_migrations
        and not _replaced(loader, app, name)
    )


def _replaced(loader: MigrationLoader, app: str, name: str) -> bool:
    return any((app, name) in migration.replaces for migration in loader.disk_migrations.values())


def why_too_old() -> str:
    """One sentence if this version is older than its data, otherwise empty."""
    if not (unknown := unknown_migrations()):
        return ""
    return (
        f"The data was written by a newer version of Hashira ({', '.join(unknown)}). "
        "Start that version, or restore a backup from before the update."
    )


def why_unprepared() -> str:
    """One sentence if the database was not prepared for this version, otherwise empty."""
    loader = MigrationLoader(connection)
    if all(key in loader.applied_migrations for key in loader.disk_migrations):
        return ""
    return "The database is not prepared for this version. Run: manage.py prepare"


def why_not_to_start() -> str:
    """`why_too_old` for a process that starts, over one connection that is closed afterwards.

    A database that does not answer does not prevent the start, since it may become available later.
    """
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    try:
        return why_too_old()
    except OperationalError as error:
        if not (reason := why_unavailable(error)):
            raise
        log.warning("PostgreSQL cannot be used: %s", reason)
        return ""
    finally:
        connection.close()
        if pool is not None:
            options["pool"] = pool
