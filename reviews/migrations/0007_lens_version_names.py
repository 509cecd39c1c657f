from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0006_lens_documents'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='lensversion',
            constraint=models.UniqueConstraint(fields=('lens', 'major', 'minor'), name='lens_version_name_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='lensversion',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('lens',), name='lens_has_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='lensversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('major__isnull', True), ('minor__isnull', True), ('published_at__isnull', True)), models.Q(('major__isnull', False), ('minor__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='lens_version_has_a_name_once_published'),
        ),
    ]
