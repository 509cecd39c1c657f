from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshop", "0004_session_dates")]

    operations = [
        migrations.AddField(
            model_name="session", name="pass_generation", field=models.PositiveIntegerField(default=0)
        ),
    ]
