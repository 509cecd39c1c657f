from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reviews", "0008_inbox_without_topic")]

    operations = [migrations.RenameModel("Release", "BatchSchedule")]
