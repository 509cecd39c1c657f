"""Versions that were in the library before lenses had drafts are published, with the documents that their rows tell."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reviews.lenses import queries, services, shipped
from reviews.lenses.format import checks
from reviews.lenses.models import Lens, LensVersion

BEFORE, AFTER = [("reviews", "0004_summary_content")], [("reviews", "0007_lens_version_names")]


@pytest.mark.django_db(transaction=True)
def test_a_version_of_before_is_published_and_goes_out_as_its_file_says():
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
