"""What the custom-lens format (schema 2021-11-01) says: keys, sizes, characters. Numbers are those the review tool keeps to."""

from __future__ import annotations

import re

VERSION = "2021-11-01"
RISKS = ("HIGH_RISK", "MEDIUM_RISK", "NO_RISK")  # worst first

PILLARS, QUESTIONS, CHOICES, RULES = 10, 20, 15, 3  # at most, each in its parent
NAME = 128  # characters: names and titles
TEXT = 2048  # descriptions and displayText
FILE = 500_000  # characters of the whole file
RESOURCE_TYPES = ("HELPFUL_RESOURCE", "IMPROVEMENT_PLAN")
RESOURCES = 5  # items of one type of additionalResources

ID = re.compile(r"[A-Za-z0-9_]{3,128}")
STRICT_ID = 64  # what the tool's interface takes of the ids of pillars and choices
VERSION_NAME = re.compile(r"[A-Za-z0-9_.]{1,32}")
REFUSED = re.compile(r"[^A-Za-z0-9 \n\-_.,:/()@!&#+'?’]")  # in names, titles and descriptions
WEB = re.compile(r"https?://", re.IGNORECASE)

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
    """By its id alone, whatever its title. Such a choice is no practice, and cannot be marked not applicable."""
    return choice_id.endswith("_no")
