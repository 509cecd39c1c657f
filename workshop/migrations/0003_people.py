import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshop', '0002_move'),
    ]

    operations = [
        migrations.AddField(
            model_name='participant',
            name='removed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='participant',
            name='name',
            field=models.CharField(max_length=90),
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('left_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='workshop.group')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='workshop.participant')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
