"""What is read about scenarios. Participants get only the document. Writes nothing."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from reviews.scenarios import reader
from reviews.scenarios.models import Document, ScenarioVersion


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


def last_paragraph_of(session_id: UUID | str) -> int | None:
    """The number of the last paragraph of the session's scenario. None for a session without one."""
    try:
        return _last_paragraph_of(str(session_id))
    except LookupError:
        return None


@lru_cache(maxsize=1000)
def _last_paragraph_of(session_id: str) -> int:
    """Stored, because each reference on a page asks for it: a session keeps its scenario, and a version never changes."""
    reviews = apps.get_model("reviews", "Review")  # its module imports those of scenarios
    versions = reviews.objects.filter(session=UUID(session_id)).values("scenario_version")
    document = Document.objects.filter(version__in=versions).first()
    if document is None:
        raise LookupError(session_id)
    return max((block.number or 0 for block in reader.blocks(document.markdown)), default=0)


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
