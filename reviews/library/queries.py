"""What is read of lenses. Writes nothing."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from reviews.library.models import LensVersion, Pillar, Question


def newest_versions() -> list[LensVersion]:
    """The newest version of each lens in the library."""
    newest = LensVersion.objects.filter(lens=OuterRef("lens")).order_by("-number").values("pk")[:1]
    return list(LensVersion.objects.filter(pk=Subquery(newest)).select_related("lens").order_by("lens__slug"))


def pillars_of(version: LensVersion) -> list[Pillar]:
    return list(version.pillars.order_by("position"))


def questions_of(pillar: Pillar) -> list[Question]:
    """A pillar's questions with their choices and rules, by two more queries."""
    return list(pillar.questions.prefetch_related("choices", "rules").order_by("position"))


def rules_of(question: Question) -> list[tuple[str, str]]:
    return [(rule.condition, rule.risk) for rule in question.rules.all()]
