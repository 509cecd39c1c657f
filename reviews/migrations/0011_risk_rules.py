import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0010_focus")]

    operations = [
        migrations.AlterField(
            "RiskRule",
            "question",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="risk_rules", to="reviews.question"
            ),
        )
    ]
