"""Every write about lenses."""

from __future__ import annotations

from django.db import transaction

from reviews.library.models import Choice, Lens, LensVersion, Pillar, Principle, Question, RiskRule
from reviews.library.shipped import RISKS, LensFiles


@transaction.atomic
def publish(files: LensFiles) -> LensVersion:
    """The version of the lens that these files hold: the newest if nothing changed in them, else a new one beside the old."""
    lens, _created = Lens.objects.get_or_create(slug=files.slug)
    newest = lens.versions.order_by("-number").first()
    if newest and newest.digest == files.digest:
        return newest
    version = LensVersion.objects.create(
        lens=lens,
        number=newest.number + 1 if newest else 1,
        digest=files.digest,
        name=_both(files.lens["name"], files.companion.get("name")),
        description=_both(files.lens["description"], files.companion.get("description")),
    )
    for position, pillar in enumerate(files.lens["pillars"]):
        _add_pillar(version, position, pillar, files.companion["pillars"].get(pillar["id"], {}))
    return version


def _add_pillar(version: LensVersion, position: int, found: dict, beside: dict) -> None:
    pillar = Pillar.objects.create(
        version=version,
        key=found["id"],
        position=position,
        mark=beside.get("mark", ""),
        name=_both(found["name"], beside.get("name")),
        definition=beside.get("definition", {}),
    )
    Principle.objects.bulk_create(
        [
            Principle(
                pillar=pillar, key=principle["id"], position=place, title=principle["title"], text=principle["text"]
            )
            for place, principle in enumerate(beside.get("principles", []))
        ]
    )
    for place, question in enumerate(found["questions"]):
        _add_question(pillar, place, question, beside.get("questions", {}).get(question["id"], {}))


def _add_question(pillar: Pillar, position: int, found: dict, beside: dict) -> None:
    question = Question.objects.create(
        version=pillar.version,
        pillar=pillar,
        key=found["id"],
        position=position,
        title=_both(found["title"], beside.get("title")),
        description=_both(found.get("description", ""), beside.get("description")),
    )
    choices = beside.get("choices", {})
    Choice.objects.bulk_create(
        [
            Choice(
                question=question,
                key=choice["id"],
                position=place,
                title=_both(choice["title"], choices.get(choice["id"], {}).get("title")),
                help=choices.get(choice["id"], {}).get("help", {}),
                improvement=_both(
                    choice.get("improvementPlan", {}).get("displayText", ""),
                    choices.get(choice["id"], {}).get("improvement"),
                ),
            )
            for place, choice in enumerate(found["choices"])
        ]
    )
    RiskRule.objects.bulk_create(
        [
            RiskRule(question=question, position=place, condition=rule["condition"], risk=RISKS[rule["risk"]])
            for place, rule in enumerate(found["riskRules"])
        ]
    )


def _both(english: str, other: dict | None) -> dict[str, str]:
    return {language: text for language, text in ({"en": english} | (other or {})).items() if text}
