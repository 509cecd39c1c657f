"""`manage.py publish`: the lenses and scenarios that come with this release, into the library."""

from django.core.management.base import BaseCommand

from reviews.management import demo_story


class Command(BaseCommand):
    help = "Puts the shipped lenses and scenarios into the library. What is there already stays as it is."

    def handle(self, **options):
        demo_story.publish_content()
