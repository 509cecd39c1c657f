"""The custom-lens format (schema 2021-11-01): keys, limits, characters. The limits are those of the review tool."""

from __future__ import annotations

import re

VERSION = "2021-11-01"
# The risks by their names in lens files, worst first.
RISKS = {"HIGH_RISK": "high", "MEDIUM_RISK": "medium", "NO_RISK": "none"}

PILLARS, QUESTIONS, CHOICES, RULES = 10, 20, 15, 3  # at most: of a lens, of a pillar, of a question (both)
NAME = 128  # characters: names and titles
TEXT = 2048  # descriptions and displayText
FILE = 500_000  # characters of the whole file
RESOURCE_TYPES = ("HELPFUL_RESOURCE", "IMPROVEMENT_PLAN")
RESOURCES = 5  # items of one type of additionalResources

ID = re.compile(r"[A-Za-z0-9_]{3,128}")
STRICT_ID = 64  # characters that the tool's interface accepts in the ids of pillars and choices
REFUSED = re.compile(r"[^A-Za-z0-9 \n\-_.,:/()@!&#+'?’]")  # in names, titles and descriptions
WEB = re.compile(r"https?://", re.IGNORECASE)

# The pillars of the framework, recognized by their exact ids, and their marks.
FRAMEWORK = {
    "operationalExcellence": "OPS",
    "security": "SEC",
    "reliability": "REL",
    "performance": "PERF",
    "costOptimization": "COST",
    "sustainability": "SUS",
}

LENS_KEYS = ("schemaVersion", "name", "description", "pillars")
PILLAR_KEYS = ("id", "name", "questions")
QUESTION_KEYS = ("id", "title", "description", "helpfulResource", "choices", "riskRules")
CHOICE_KEYS = ("id", "title", "helpfulResource", "improvementPlan", "additionalResources")
RULE_KEYS = ("condition", "risk")
RESOURCE_KEYS = ("displayText", "url")
RESOURCES_KEYS = ("type", "content")
ADDED_BY_EXPORT = "number"  # the tool's own export adds it to questions and choices


def is_none_of_these(choice_id: str) -> bool:
    """Decided by the id alone, not by the title. Such a choice is not a practice and cannot be not applicable."""
    return choice_id.endswith("_no")
