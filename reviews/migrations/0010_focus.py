"""Contents of summaries name a group's question `focus`, as the code does."""

from django.db import migrations


def rename_key(apps, schema_editor):
    for summary in apps.get_model("reviews", "Summary").objects.filter(content__isnull=False).iterator():
        for group in summary.content["groups"]:
            group["focus"] = group.pop("digs_into", "")
        summary.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_batch_schedule")]

    operations = [migrations.RunPython(rename_key, migrations.RunPython.noop)]
