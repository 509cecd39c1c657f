"""Lenses. A version never changes once it is used: a session keeps the one it started with.

Texts are `{"en": …, "ja": …}`; a missing language falls back to the other (see texts.py). Keys are the ids of the lens file.
"""

from django.db import models


class Lens(models.Model):
    slug = models.SlugField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.slug


class LensVersion(models.Model):
    lens = models.ForeignKey(Lens, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the files it was read from
    name = models.JSONField()
    description = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["lens", "number"], name="lens_version_number_is_unique")]

    def __str__(self) -> str:
        return f"{self.lens} {self.number}"


class Pillar(models.Model):
    version = models.ForeignKey(LensVersion, on_delete=models.CASCADE, related_name="pillars")
    key = models.CharField(max_length=128)
    position = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=8, blank=True)  # one of the six sections of a column, empty for others
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
    improvement = models.JSONField(default=dict)

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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="rules")
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
