"""Collects the features' models for Django. Other modules import a feature's own models."""

from reviews.comments.models import BatchSchedule, Comment, Waiting
from reviews.lenses.models import Choice, Lens, LensVersion, Pillar, Principle, Question, RiskRule
from reviews.pillars.models import PillarReview, Review
from reviews.scenarios.models import Document, PlantedGap, Scenario, ScenarioVersion
from reviews.summaries.models import Summary
from reviews.tables.models import Answer, Edit, Entry, Finding, Focus, ReportedText, Tick

__all__ = [
    "Answer",
    "BatchSchedule",
    "Choice",
    "Comment",
    "Document",
    "Edit",
    "Entry",
    "Finding",
    "Focus",
    "Lens",
    "LensVersion",
    "Pillar",
    "PillarReview",
    "PlantedGap",
    "Principle",
    "Question",
    "ReportedText",
    "Review",
    "RiskRule",
    "Scenario",
    "ScenarioVersion",
    "Summary",
    "Tick",
    "Waiting",
]
