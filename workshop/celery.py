"""The Celery application: `celery -A workshop`. It distributes work; rows in our tables say what is to be done."""

import os
import signal
import threading
import time

from celery import Celery, signals
from celery.worker import state

from workshop import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")

app = Celery("workshop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["reviews.comments", "reviews.summaries"])


@signals.celeryd_init.connect
@signals.beat_init.connect
def stop_without_redis(**_) -> None:
    if reason := env.why_alone_is_wrong():
        raise SystemExit(reason)


@signals.celeryd_init.connect
@signals.beat_init.connect
def stop_before_newer_data(**_) -> None:
    if env.text("HASHIRA_SERVED"):  # `serve` has checked
        return
    from workshop.web import schema_state  # needs the apps, which Celery has loaded by now

    if reason := schema_state.why_not_to_start():
        raise SystemExit(reason)


@signals.worker_shutting_down.connect
def leave_when_idle(**_) -> None:
    """End a worker under `serve` as soon as its running tasks have ended: Celery takes two to nine seconds even if idle.

    It kills its process group, its pool included. A worker that does not lead a group ends as Celery ends it.
    """
    if env.text("HASHIRA_SERVED"):
        threading.Thread(target=_leave_when_idle, daemon=True).start()


def _leave_when_idle() -> None:
    while state.active_requests or state.reserved_requests:
        time.sleep(0.02)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
