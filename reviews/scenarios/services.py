"""Every write about scenarios."""

from __future__ import annotations

from django.db import transaction

from reviews.scenarios.models import Document, PlantedGap, Scenario, ScenarioVersion
from reviews.scenarios.shipped import ScenarioFiles


@transaction.atomic
def publish(files: ScenarioFiles) -> ScenarioVersion:
    """Publish these files and return their version: the newest if the files have not changed, else a new one."""
    scenario, _created = Scenario.objects.get_or_create(slug=files.slug)
    newest = scenario.versions.order_by("-number").first()
    if newest and newest.digest == files.digest:
        return newest
    found = files.scenario
    version = ScenarioVersion.objects.create(
        scenario=scenario,
        number=newest.number + 1 if newest else 1,
        digest=files.digest,
        title=found["title"],
        summary=found["summary"],
    )
    Document.objects.bulk_create(
        [
            Document(version=version, language=language, markdown=markdown)
            for language, markdown in files.documents.items()
        ]
    )
    PlantedGap.objects.bulk_create(
        [
            PlantedGap(
                version=version,
                key=gap["id"],
                pillar_key=gap["pillar"],
                severity=gap["severity"],
                title=gap["title"],
                quote=gap["quote"],
                good_answer=gap["good_answer"],
            )
            for gap in found["gaps"]
        ]
    )
    return version
