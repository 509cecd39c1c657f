from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshop", "0007_table_memberships")]

    operations = [
        migrations.AddField("Participant", "was_corrected", models.BooleanField(default=False, db_default=False)),
    ]
