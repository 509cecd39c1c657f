import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshop", "0006_standard_names")]

    operations = [
        migrations.AlterField(
            "Member",
            "participant",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="table_memberships",
                to="workshop.participant",
            ),
        )
    ]
