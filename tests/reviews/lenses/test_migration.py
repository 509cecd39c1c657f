"""Lens versions from before drafts existed are published, with documents written from their rows."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reviews.lenses import queries, services, shipped
from reviews.lenses.format import checks
from reviews.lenses.models import Lens, LensVersion

BEFORE, AFTER = [("reviews", "0004_summary_content")], [("reviews", "0007_lens_version_names")]


@pytest.fixture
def migrated_again(transactional_db) -> Iterator[None]:
    """The tests that follow in this process need the newest tables."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("migrated_again")
def test_a_version_from_before_drafts_is_published_and_exported_as_its_file():
    files = shipped.read("bootcamp")
    lens = Lens.objects.get(slug="bootcamp")
    MigrationExecutor(connection).migrate(BEFORE)
    MigrationExecutor(connection).migrate(AFTER)
    version = queries.newest_published(lens)
    assert (version.label, version.digest) == ("1.0", files.digest)
    assert version.document == files.lens
    assert checks.check(version.document, "strict") == []
    assert services.publish_shipped(files) == version
    assert LensVersion.objects.filter(lens=lens).count() == 1
