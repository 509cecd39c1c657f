"""What is read about scenarios. Participants get only the document. Writes nothing."""

from __future__ import annotations

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from reviews.scenarios import reader
from reviews.scenarios.models import ScenarioVersion


def newest_versions() -> list[ScenarioVersion]:
    newest = ScenarioVersion.objects.filter(scenario=OuterRef("scenario")).order_by("-number").values("pk")[:1]
    return list(
        ScenarioVersion.objects.filter(pk=Subquery(newest)).select_related("scenario").order_by("scenario__slug")
    )


def paragraphs_of(version: ScenarioVersion, numbers: set[int]) -> dict[int, str]:
    """The paragraphs with these numbers as plain text, in the order and language of the document. Unknown numbers are left out."""
    if not numbers:
        return {}
    return {block.number: block.text for block in document_of(version)["blocks"] if block.number in numbers}


def document_of(version: ScenarioVersion) -> dict:
    """The document in the active language, or else in the default one or any that it has, which `foreign` then names."""
    documents = {document.language: document for document in version.documents.all()}
    language = get_language()
    document = next(
        documents[one] for one in (language, settings.LANGUAGE_CODE, *sorted(documents)) if one in documents
    )
    return {
        "title": version.title,
        "blocks": reader.blocks(document.markdown),
        "foreign": "" if document.language == language else document.language,
        "language": document.language,
    }
