from reviews.tables.models.answers import Answer, Focus, Tick
from reviews.tables.models.findings import Edit, Finding, ReportedText
from reviews.tables.models.talk import Entry

__all__ = ["Answer", "Edit", "Entry", "Finding", "Focus", "ReportedText", "Tick"]
