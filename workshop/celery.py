"""The Celery application: `celery -A workshop`. It spreads work; the rows in our tables say what is to be done."""

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
    if env.text("HASHIRA_SERVED"):  # `serve` has looked
        return
    from workshop.web import schema_state  # needs the apps, which Celery has loaded by now

    if reason := schema_state.why_not_to_start():
        raise SystemExit(reason)


@signals.worker_shutting_down.connect
def leave_when_idle(**_) -> None:
    """A pool takes Celery two to nine seconds to end, also an idle one; who presses Ctrl-C should not wait for that.

    Only under `serve`, whose workers lead a process group of their own. A task that runs is waited for: there is one each
    second, so a signal meets it now and then.
    """
    if env.text("HASHIRA_SERVED"):
        threading.Thread(target=_leave_when_idle, daemon=True).start()


def _leave_when_idle() -> None:
    while state.active_requests or state.reserved_requests:
        time.sleep(0.02)
    os.killpg(0, signal.SIGKILL)
