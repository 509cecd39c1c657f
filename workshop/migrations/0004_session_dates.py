import datetime

from django.db import migrations, models

FIRST = datetime.datetime(1999, 12, 31, tzinfo=datetime.UTC)
AFTER_LAST = datetime.datetime(2101, 1, 2, tzinfo=datetime.UTC)


def bring_back(apps, schema_editor):
    """A session of another century could be created, and then broke its lead's list. It goes to the nearest year."""
    sessions = apps.get_model("workshop", "Session").objects
    sessions.filter(starts_at__lt=FIRST).update(starts_at=FIRST + datetime.timedelta(days=1))
    sessions.filter(starts_at__gte=AFTER_LAST).update(starts_at=AFTER_LAST - datetime.timedelta(days=2))


class Migration(migrations.Migration):
    dependencies = [("workshop", "0003_people")]

    operations = [
        migrations.RunPython(bring_back, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__gte", FIRST), ("starts_at__lt", AFTER_LAST)),
                name="session_is_of_this_century",
            ),
        ),
    ]
