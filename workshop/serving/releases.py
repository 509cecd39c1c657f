"""Whether the database was prepared by a newer release than this one."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader


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
