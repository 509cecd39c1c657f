"""The Celery application: `celery -A workshop`. It spreads work; the rows in our tables say what is to be done."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")

app = Celery("workshop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["reviews.comments", "reviews.summaries"])
