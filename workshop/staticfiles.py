from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class Storage(ManifestStaticFilesStorage):
    """Hashed names for everything, also inside ES modules, so that browsers may keep each file for a year."""

    support_js_module_import_aggregation = True
