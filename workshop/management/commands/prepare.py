"""`manage.py prepare`: everything that must be done before a new version can run. A second run changes nothing."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from workshop.web import checks, schema_state

FOR_DOCUMENTS_ALONE = "pdf"  # a folder that WeasyPrint reads in place; 36 MB that no browser loads


class Command(BaseCommand):
    help = "Migrates the database, fills the library, compiles the translations and collects the static files."
    requires_system_checks = ()

    def handle(self, **options):
        if reason := schema_state.why_too_old():
            raise CommandError(reason)
        call_command("migrate", interactive=False, verbosity=0)
        for command in settings.PREPARATIONS:
            call_command(command)
        call_command("translations")
        self._collect()
        for warning in checks.the_servers_log_holds_no_comments(["default"]):
            self.stderr.write(f"Note: {warning.msg}\n      {warning.hint}")

    def _collect(self) -> None:
        """Collect static files if one of them changed, or the code that collects them. It takes seconds."""
        mark = Path(settings.STATIC_ROOT) / ".collected"
        now = state_of([*settings.STATICFILES_DIRS, settings.BASE_DIR / "workshop" / "web" / "assets"])
        if mark.exists() and mark.read_text() == now:
            return
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=[FOR_DOCUMENTS_ALONE])
        mark.write_text(now)


def state_of(folders: list[Path]) -> str:
    """A digest of the names, sizes and modification times of all files in these folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.*")):
            if path.suffix == ".pyc":
                continue
            status = path.stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()
