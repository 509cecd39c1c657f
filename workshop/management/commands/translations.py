"""`manage.py translations`: compiles the translations, without the gettext tools."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles each changed locale/*/LC_MESSAGES/*.po into the last folder of LOCALE_PATHS."
    requires_system_checks = ()

    def handle(self, **options):
        sources = Path(settings.BASE_DIR) / "locale"
        for source in sorted(sources.glob("*/LC_MESSAGES/*.po")):
            target = (Path(settings.LOCALE_PATHS[-1]) / source.relative_to(sources)).with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            polib.pofile(source).save_as_mofile(str(target))
