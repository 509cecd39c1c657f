"""Whether the database was prepared by this release, an older or a newer one."""

import logging

from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from workshop.web.outages import why_away

log = logging.getLogger(__name__)


def unknown_migrations() -> list[str]:
    """Those our apps' tables went through that this release has never heard of."""
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
    """One sentence when this release is older than its data; empty when it is not."""
    if not (unknown := unknown_migrations()):
        return ""
    return (
        f"The data was written by a newer release ({', '.join(unknown)}). "
        "Start that release, or restore a backup from before the update."
    )


def why_unprepared() -> str:
    """One sentence when the data was not prepared for this release; empty when it was."""
    loader = MigrationLoader(connection)
    if all(key in loader.applied_migrations for key in loader.disk_migrations):
        return ""
    return "The database is not prepared for this release. Write: manage.py prepare"


def why_not_to_start() -> str:
    """`why_too_old`, asked before a process begins, over one connection that it does not keep.

    A database that does not answer is no reason: it may come later.
    """
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    try:
        return why_too_old()
    except OperationalError as error:
        if not (reason := why_away(error)):
            raise
        log.warning("PostgreSQL does not let us in: %s", reason)
        return ""
    finally:
        connection.close()
        if pool is not None:
            options["pool"] = pool
