"""Rooms carry the names that the screens use: the hall is the main room, the wall is the comment screen."""

from django.db import migrations, models

NAMES = {"hall": "main", "wall": "screen"}


def rename(apps, schema_editor):
    for before, after in NAMES.items():
        apps.get_model("workshop", "Room").objects.filter(kind=before).update(kind=after)


def undo(apps, schema_editor):
    for before, after in NAMES.items():
        apps.get_model("workshop", "Room").objects.filter(kind=after).update(kind=before)


class Migration(migrations.Migration):
    dependencies = [("workshop", "0005_session_pass_generation")]

    operations = [
        migrations.AlterField(
            model_name="room",
            name="kind",
            field=models.CharField(
                choices=[("main", "Main"), ("table", "Table"), ("desk", "Desk"), ("screen", "Screen")], max_length=8
            ),
        ),
        migrations.RunPython(rename, undo),
    ]
