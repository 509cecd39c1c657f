"""`manage.py publish`: publishes the lenses and scenarios that are shipped with the product."""

from django.core.management.base import BaseCommand

from reviews.management import shipped_content


class Command(BaseCommand):
    help = "Publishes the shipped lenses and scenarios. Versions that are published already stay unchanged."

    def handle(self, **options):
        shipped_content.publish()
