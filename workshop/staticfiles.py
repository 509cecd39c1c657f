from servestatic.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed names for everything, also inside ES modules, so that browsers may keep each file for a year; packed beside."""

    support_js_module_import_aggregation = True
