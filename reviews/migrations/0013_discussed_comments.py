"""A comment that was discussed stays counted when its discussion ends without an answer."""

from django.db import migrations, models


def note_discussed(apps, schema_editor):
    """Comments that were shown again after a discussion cannot be told from those that were never discussed."""
    comments = apps.get_model("reviews", "Comment")._base_manager
    comments.filter(state__in=("on_air", "answered")).update(discussed=True)


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0012_table_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='discussed',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(note_discussed, migrations.RunPython.noop),
    ]
