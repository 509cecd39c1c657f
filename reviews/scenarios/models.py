"""Scenarios, which are fictional customers. A version never changes after a session has used it."""

from django.db import models


class Scenario(models.Model):
    slug = models.SlugField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.slug


class ScenarioVersion(models.Model):
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    title = models.JSONField()
    summary = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_number_is_unique")]

    def __str__(self) -> str:
        return f"{self.scenario} {self.number}"


class Document(models.Model):
    """The document that participants read, as Markdown in one language. All languages have the same paragraphs and numbers."""

    version = models.ForeignKey(ScenarioVersion, on_delete=models.CASCADE, related_name="documents")
    language = models.CharField(max_length=8)
    markdown = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_document_a_language")]

    def __str__(self) -> str:
        return f"{self.version} {self.language}"


class PlantedGap(models.Model):
    """Something the author left out on purpose. Only the desk may show it before it is revealed."""

    class Severity(models.TextChoices):
        HIGH = "high"
        MEDIUM = "medium"

    version = models.ForeignKey(ScenarioVersion, on_delete=models.CASCADE, related_name="gaps")
    key = models.CharField(max_length=128)
    pillar_key = models.CharField(max_length=128)
    severity = models.CharField(max_length=8, choices=Severity)
    title = models.JSONField()
    quote = models.JSONField()
    good_answer = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="gap_key_is_unique_in_version")]

    def __str__(self) -> str:
        return self.key
