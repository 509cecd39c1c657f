"""Lenses and their versions. A published version never changes, and a session keeps the version it started with.

Texts are `{"en": …, "ja": …}`; a missing language falls back to another (see texts.py). Keys are the ids of the lens file.
"""

from django.db import models
from django.db.models.functions import Now

from reviews.lenses.fields import DocumentField


class Lens(models.Model):
    slug = models.SlugField(max_length=140, unique=True)

    def __str__(self) -> str:
        return self.slug


class LensVersion(models.Model):
    """A version of a lens: a draft until it is published as `major.minor`. A published version never changes."""

    lens = models.ForeignKey(Lens, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the document, or of the files of a shipped lens
    name = models.JSONField()
    description = models.JSONField()
    # The imported document, for export, and what its format cannot hold. The rows are made from both.
    document = DocumentField(default=dict, db_default={})
    companion = DocumentField(default=dict, db_default={})
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    major = models.PositiveIntegerField(null=True)
    minor = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["lens", "number"], name="lens_version_number_is_unique"),
            models.UniqueConstraint(fields=["lens", "major", "minor"], name="lens_version_name_is_unique"),
            models.UniqueConstraint(
                fields=["lens"], condition=models.Q(published_at__isnull=True), name="lens_has_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, major__isnull=True, minor__isnull=True)
                | models.Q(published_at__isnull=False, major__isnull=False, minor__isnull=False),
                name="lens_version_has_a_name_once_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lens} {self.label or self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def label(self) -> str:
        """`2.1`, which the review tool accepts as a version name too; empty for a draft."""
        return "" if self.is_draft else f"{self.major}.{self.minor}"


class Pillar(models.Model):
    version = models.ForeignKey(LensVersion, on_delete=models.CASCADE, related_name="pillars")
    key = models.CharField(max_length=128)
    position = models.PositiveSmallIntegerField()
    mark = models.CharField(
        max_length=8, blank=True
    )  # one of the six column marks of the framework's pillars, empty for others
    name = models.JSONField()
    definition = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="pillar_key_is_unique_in_version")]

    def __str__(self) -> str:
        return self.key

    @property
    def number(self) -> int:
        return self.position + 1


class Principle(models.Model):
    pillar = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="principles")
    key = models.CharField(max_length=128)
    position = models.PositiveSmallIntegerField()
    title = models.JSONField()
    text = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["pillar", "key"], name="principle_key_is_unique_in_pillar")]

    def __str__(self) -> str:
        return self.key


class Question(models.Model):
    version = models.ForeignKey(LensVersion, on_delete=models.CASCADE, related_name="questions")
    pillar = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(max_length=128)
    position = models.PositiveSmallIntegerField()
    title = models.JSONField()
    description = models.JSONField()
    help = models.JSONField(default=dict, db_default={})
    help_url = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="question_key_is_unique_in_version")]

    def __str__(self) -> str:
        return self.key


class Choice(models.Model):
    """A best practice. A key that ends in `_no` means "none of these", whatever its title."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    key = models.CharField(max_length=128)
    position = models.PositiveSmallIntegerField()
    title = models.JSONField()
    help = models.JSONField(default=dict)
    help_url = models.TextField(blank=True, db_default="")
    improvement = models.JSONField(default=dict)
    improvement_url = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="choice_key_is_unique_in_question")]

    def __str__(self) -> str:
        return self.key


class RiskRule(models.Model):
    """The first rule whose condition is true sets the risk."""

    class Risk(models.TextChoices):
        HIGH = "high"
        MEDIUM = "medium"
        NONE = "none"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="risk_rules")
    position = models.PositiveSmallIntegerField()
    condition = models.TextField()
    risk = models.CharField(max_length=8, choices=Risk)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="rule_position_is_unique_in_question")
        ]

    def __str__(self) -> str:
        return f"{self.condition} → {self.risk}"
