"""Reads lenses, their versions and the proofs of their rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery

from reviews.lenses import differences
from reviews.lenses.models import Lens, LensVersion, Pillar, Question
from reviews.lenses.rules import proofs, verdicts

FLAWS_REMEMBERED = 500  # versions
_flaws: dict[str, int] = {}


@dataclass(frozen=True)
class ListedLens:
    """A lens in the list of all lenses."""

    lens: Lens
    published: LensVersion | None
    draft: LensVersion | None

    @property
    def shown(self) -> LensVersion:
        """The version whose name and pillars are shown. Every lens has a version, published or not."""
        return self.published or self.draft  # type: ignore[return-value]


@dataclass(frozen=True)
class Proved:
    """A question with the proof of its rules."""

    question: Question
    proof: proofs.Proof

    @property
    def verdict(self) -> verdicts.Verdict:
        return verdicts.verdict_of(self.proof)

    @property
    def is_flawed(self) -> bool:
        return self.verdict not in verdicts.FLAWLESS


def newest_versions() -> list[LensVersion]:
    """The newest published version of each lens, from which a new session chooses."""
    newest = _published().filter(lens=OuterRef("lens")).order_by("-number").values("pk")[:1]
    return list(LensVersion.objects.filter(pk=Subquery(newest)).select_related("lens").order_by("lens__slug"))


def newest_published(lens: Lens) -> LensVersion | None:
    return _published().filter(lens=lens).order_by("-number").first()


def listed_lenses() -> list[ListedLens]:
    """All lenses, by three queries."""
    versions = LensVersion.objects.defer("document", "companion").annotate(question_count=Count("questions"))
    lenses = Lens.objects.order_by("slug").prefetch_related(
        Prefetch("versions", versions.order_by("-number").prefetch_related("pillars"))
    )
    return [
        ListedLens(
            lens,
            published=next((version for version in lens.versions.all() if not version.is_draft), None),
            draft=next((version for version in lens.versions.all() if version.is_draft), None),
        )
        for lens in lenses
    ]


def version_of(slug: str, number: int) -> LensVersion | None:
    return LensVersion.objects.select_related("lens").filter(lens__slug=slug, number=number).first()


def version_labelled(lens: Lens, label: str | None = None) -> LensVersion | None:
    """The version with this label, such as `2.1`; without a label the newest, which may be a draft."""
    versions = lens.versions.select_related("lens").order_by("-number")
    return next((version for version in versions if label in (None, version.label)), None)


def lens_named(name: object) -> Lens | None:
    """The lens whose newest version has this name, as the review tool compares names: letters and digits in lower case."""
    wanted = _normal(name)
    for listed in listed_lenses() if wanted else ():
        if wanted in {_normal(said) for said in listed.shown.name.values()}:
            return listed.lens
    return None


def versions_of(lens: Lens) -> list[LensVersion]:
    """Newest first, without their documents."""
    return list(lens.versions.defer("document", "companion").order_by("-number"))


def version_before(version: LensVersion) -> LensVersion | None:
    """The newest published version before this one."""
    before = _published().filter(lens=version.lens_id, number__lt=version.number)
    return before.select_related("lens").order_by("-number").first()


def questions_of(pillar: Pillar) -> list[Question]:
    """A pillar's questions with their choices and rules, by three queries."""
    return list(pillar.questions.prefetch_related("choices", "risk_rules").order_by("position"))


def pillar_of(version: LensVersion, key: str) -> Pillar | None:
    """A pillar with its principles, questions, and their choices and rules."""
    return version.pillars.filter(key=key).prefetch_related("principles", Prefetch("questions", _asked())).first()


def contents_of(version: LensVersion) -> list[Pillar]:
    """The pillars of a version with principles, questions, and their choices and rules, by five queries."""
    whole = version.pillars.order_by("position").prefetch_related("principles", Prefetch("questions", _asked()))
    return list(whole)


def question_of(version: LensVersion, key: str) -> Question | None:
    found = version.questions.filter(key=key).select_related("pillar").prefetch_related("choices", "risk_rules")
    return found.first()


def risk_rules_of(question: Question) -> list[tuple[str, str]]:
    return [(rule.condition, rule.risk) for rule in question.risk_rules.all()]


def proved(questions: Iterable[Question], *, at_most: int | None = None) -> list[Proved]:
    """The proofs of questions whose choices and rules are prefetched. `at_most` limits the number of listed steps."""
    return [
        Proved(
            question,
            proofs.prove_rules(
                [choice.key for choice in question.choices.all()], risk_rules_of(question), at_most=at_most
            ),
        )
        for question in questions
    ]


def flaws_in(version: LensVersion) -> int:
    """The number of questions of the version whose rules have a flaw. Cached by the digest of the document."""
    if version.digest not in _flaws:
        if len(_flaws) >= FLAWS_REMEMBERED:
            _flaws.clear()
        asked = [question for pillar in version.document["pillars"] for question in pillar.get("questions", [])]
        found = [verdicts.verdict_of(proofs.prove(question, at_most=1)) for question in asked]
        _flaws[version.digest] = sum(verdict not in verdicts.FLAWLESS for verdict in found)
    return _flaws[version.digest]


def carried_between(before: LensVersion, after: LensVersion) -> differences.Carried:
    """What an upgrade would carry over if every choice of the earlier version were selected."""
    full = {
        question["id"]: {"selected": [choice["id"] for choice in question.get("choices", [])]}
        for pillar in before.document["pillars"]
        for question in pillar.get("questions", [])
    }
    return differences.carried(full, before.document, after.document)


def _asked() -> QuerySet[Question]:
    return Question.objects.order_by("position").prefetch_related("choices", "risk_rules")


def _published() -> QuerySet[LensVersion]:
    return LensVersion.objects.filter(published_at__isnull=False)


def _normal(name: object) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum()) if isinstance(name, str) else ""
