from django.db import migrations
from django.db.models.functions import Now

RISKS = {"high": "HIGH_RISK", "medium": "MEDIUM_RISK", "none": "NO_RISK"}


def publish_what_was_there(apps, schema_editor):
    """Versions of the releases before are published; their documents are written down from their rows."""
    for version in apps.get_model("reviews", "LensVersion").objects.filter(published_at=None):
        version.document, version.companion = written(version)
        version.major, version.minor, version.published_at = version.number, 0, Now()
        version.save()


def written(version):
    document = {"schemaVersion": "2021-11-01", "name": english(version.name), "description": english(version.description)}
    companion = {"name": version.name, "description": version.description, "pillars": {}}
    document["pillars"] = []
    for pillar in version.pillars.order_by("position"):
        questions, told = [], {}
        for question in pillar.questions.order_by("position"):
            asked, words = written_question(question)
            questions.append(asked)
            told[question.key] = words
        document["pillars"].append({"id": pillar.key, "name": english(pillar.name), "questions": questions})
        companion["pillars"][pillar.key] = {
            "mark": pillar.mark,
            "name": pillar.name,
            "definition": pillar.definition,
            "principles": [
                {"id": principle.key, "title": principle.title, "text": principle.text}
                for principle in pillar.principles.order_by("position")
            ],
            "questions": told,
        }
    return document, companion


def written_question(question):
    choices, told = [], {}
    for choice in question.choices.order_by("position"):
        found = {"id": choice.key, "title": english(choice.title)}
        if choice.improvement:
            found["improvementPlan"] = {"displayText": english(choice.improvement)}
        choices.append(found)
        told[choice.key] = {"title": choice.title, "help": choice.help, "improvement": choice.improvement}
    asked = {
        "id": question.key,
        "title": english(question.title),
        "description": english(question.description),
        "choices": choices,
        "riskRules": [
            {"condition": rule.condition, "risk": RISKS[rule.risk]} for rule in question.rules.order_by("position")
        ],
    }
    return asked, {"title": question.title, "description": question.description, "choices": told}


def english(text):
    return text.get("en") or next(iter(text.values()), "")


class Migration(migrations.Migration):
    dependencies = [("reviews", "0005_lens_versions")]

    operations = [migrations.RunPython(publish_what_was_there, migrations.RunPython.noop)]
