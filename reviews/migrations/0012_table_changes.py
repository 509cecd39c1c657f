"""Who changed a tick, the focus question or a finding; talk that its writer edits or deletes."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def count_earlier_texts(apps, schema_editor):
    """Until now the text of the report was lost with the first edit, so all stored edits but the last are earlier texts."""
    for finding in apps.get_model("reviews", "Finding")._base_manager.filter(edits__isnull=False).distinct().iterator():
        last = finding.edits.order_by("revision").last()
        finding.earlier_texts = finding.edits.count() - 1
        if finding.revision == last.revision + 1:
            finding.changed_by_participant_id = last.participant_id
            finding.changed_by_facilitator_id = last.facilitator_id
            finding.changed_at = last.written_at
        finding.save()



class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0011_risk_rules'),
        ('workshop', '0007_table_memberships'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='change',
            field=models.CharField(blank=True, choices=[('unticked', 'Unticked'), ('yes', 'Applicable'), ('no', 'Not Applicable')], max_length=8),
        ),
        migrations.AddField(
            model_name='answer',
            name='facilitator',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='answer',
            name='participant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workshop.participant'),
        ),
        migrations.AddField(
            model_name='answer',
            name='unticked',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='reviews.choice'),
        ),
        migrations.AddField(
            model_name='entry',
            name='deleted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='edited_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='revision',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='finding',
            name='changed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='changed_by_facilitator',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='finding',
            name='changed_by_participant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workshop.participant'),
        ),
        migrations.AddField(
            model_name='finding',
            name='deletion_told_at',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='finding',
            name='earlier_texts',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='focus',
            name='facilitator',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='focus',
            name='participant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workshop.participant'),
        ),
        migrations.AddField(
            model_name='tick',
            name='facilitator',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tick',
            name='participant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workshop.participant'),
        ),
        migrations.CreateModel(
            name='ReportedText',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('as_is', models.TextField(blank=True, max_length=4000)),
                ('to_be', models.TextField(blank=True, max_length=4000)),
                ('risk', models.CharField(choices=[('high', 'High risk'), ('medium', 'Medium risk'), ('none', 'No risk')], max_length=8)),
                ('evidence', models.TextField(blank=True, max_length=4000)),
                ('finding', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reported_text', to='reviews.finding')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(count_earlier_texts, migrations.RunPython.noop),
    ]
