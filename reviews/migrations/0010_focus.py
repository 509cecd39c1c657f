"""Contents of summaries name a group's question `focus`, as the code does."""

from django.db import migrations


def rename(before, after):
    def rename_key(apps, schema_editor):
        for summary in apps.get_model("reviews", "Summary").objects.filter(content__isnull=False).iterator():
            for group in summary.content["groups"]:
                if before in group:
                    group[after] = group.pop(before)
            summary.save(update_fields=["content"])

    return rename_key


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_batch_schedule")]

    operations = [migrations.RunPython(rename("digs_into", "focus"), rename("focus", "digs_into"))]
