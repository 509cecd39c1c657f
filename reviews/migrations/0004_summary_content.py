from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0003_finding_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="summary",
            name="content",
            field=models.JSONField(null=True),
        ),
    ]
