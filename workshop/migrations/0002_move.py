import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshop', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='stage',
            name='stage_clock_fits_its_state',
        ),
        migrations.AlterField(
            model_name='stage',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('paused', 'Paused'), ('closed', 'Closed'), ('skipped', 'Skipped')], default='waiting', max_length=8),
        ),
        migrations.AddField(
            model_name='stage',
            name='paused_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', False), ('paused_at__isnull', True), ('remaining__isnull', True), ('state', 'running')), models.Q(('ends_at__isnull', True), ('paused_at__isnull', False), ('remaining__isnull', False), ('state', 'paused')), models.Q(('ends_at__isnull', True), ('paused_at__isnull', True), ('remaining__isnull', True), ('state__in', ('waiting', 'closed', 'skipped'))), _connector='OR'), name='stage_clock_fits_its_state'),
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='last_move', serialize=False, to='workshop.session')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(blank=True, choices=[('start', '%(stage)s started'), ('end', '%(stage)s ended'), ('skip', '%(stage)s skipped'), ('return', '%(stage)s restored'), ('pause', '%(stage)s paused'), ('resume', '%(stage)s resumed'), ('extend', '%(stage)s extended'), ('undo', 'Undone: %(stage)s')], max_length=8)),
                ('before', models.JSONField(default=list)),
                ('along', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('stage', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workshop.stage')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), ('stage__isnull', True)), models.Q(models.Q(('kind', ''), _negated=True), ('stage__isnull', False)), _connector='OR'), name='move_names_its_stage')],
            },
        ),
    ]
